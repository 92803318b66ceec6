import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Tests that start the built program, or look at the files of this repository, see no mutant; others wait for processes and are slow. */
const BLIND = /^test\/(?:(?:e2e|bench|bin|campaign|docs|cli|record)\/|(?:readme|house|package)\.test)/;

/** Test files that import a source file, by whatever way. */
export function createRelated(root: string): (path: string) => readonly string[] {
  const importers = new Map<string, Set<string>>();
  for (const path of [...filesIn(root, 'src'), ...filesIn(root, 'test'), ...filesIn(root, 'demo-logs')]) {
    for (const imported of importsOf(root, path)) {
      importers.set(imported, (importers.get(imported) ?? new Set()).add(path));
    }
  }
  return path => {
    const reached = new Set([path]);
    for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer);
    return [...reached].filter(file => /\.test\.tsx?$/.test(file) && !BLIND.test(file)).sort();
  };
}

export function filesIn(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** Files that a file imports when it runs. */
function importsOf(root: string, path: string): readonly string[] {
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest);
  return file.statements.flatMap(statement => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true) return [];
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    if (!moduleSpecifier.text.startsWith('.')) return [];
    const target = join(dirname(path), moduleSpecifier.text);
    return [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx')];
  });
}
