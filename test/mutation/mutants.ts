import ts from 'typescript';

/** One small change of a source file that a test should notice. */
export interface Mutant {
  readonly path: string;
  /** Offsets in the file, of what `replacement` takes the place of. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The line as it stands, without indentation: with the replacement it names the mutant when lines have moved. */
  readonly code: string;
  readonly original: string;
  readonly replacement: string;
}

/** The operators that are mistaken for one another. */
const OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
  [ts.SyntaxKind.PlusEqualsToken, '-='],
]);

const METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  find: 'findLast',
  findLast: 'find',
  findIndex: 'findLastIndex',
  findLastIndex: 'findIndex',
  floor: 'ceil',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};

/** Every mutant of a file, in the order of its text. */
export function mutantsOf(path: string, source: string): readonly Mutant[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const change = (node: ts.Node, replacement: string): void => {
    const start = node.getStart(file);
    const { line } = file.getLineAndCharacterOfPosition(start);
    found.push({
      path,
      start,
      end: node.end,
      line: line + 1,
      code: (source.split('\n')[line] ?? '').trim(),
      original: source.slice(start, node.end),
      replacement,
    });
  };
  const visit = (node: ts.Node): void => {
    // Types, imports and the names of what is exported do nothing when the program runs.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    mutate(node, change);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function mutate(node: ts.Node, change: (node: ts.Node, replacement: string) => void): void {
  if (ts.isBinaryExpression(node)) {
    const other = OPERATORS.get(node.operatorToken.kind);
    const joinsText = node.operatorToken.kind === ts.SyntaxKind.PlusToken && holdsText(node);
    if (other !== undefined && !joinsText) change(node.operatorToken, other);
    if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) change(node, node.right.getText());
  } else if (ts.isConditionalExpression(node)) {
    change(node.condition, 'true');
    change(node.condition, 'false');
  } else if (ts.isIfStatement(node)) {
    change(node.expression, 'true');
    change(node.expression, 'false');
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    change(node, node.operand.getText());
  } else if (ts.isNumericLiteral(node)) {
    change(node, `${Number(node.text.replaceAll('_', '')) + 1}`);
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
    change(node, 'false');
  } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
    change(node, 'true');
  } else if (ts.isExpressionStatement(node)) {
    change(node, ';');
  } else if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent)) {
    const other = Object.hasOwn(METHODS, node.name.text) ? METHODS[node.name.text] : undefined;
    if (other !== undefined && node.parent.expression === node) change(node.name, other);
  }
}

function holdsText(node: ts.BinaryExpression): boolean {
  return [node.left, node.right].some(side => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side));
}

/** The source with the mutant in it. */
export function mutated(source: string, { start, end, replacement }: Mutant): string {
  return `${source.slice(0, start)}${replacement}${source.slice(end)}`;
}
