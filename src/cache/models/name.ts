/** Model ids come in the spelling of whoever sells them; rules and prices need the model. */

type ClaudeLine = 'opus' | 'sonnet' | 'haiku' | 'fable' | 'mythos';

export interface ModelName {
  /** The id without host, region, date and variant: `claude-sonnet-4-6`, `gpt-5.1-codex`, `deepseek-v4-pro`. */
  readonly id: string;
  readonly maker: 'anthropic' | 'openai' | 'deepseek' | 'google' | 'xai' | null;
  /** Generation, where the id names one: `[4, 6]`; a bare major has minor 0. */
  readonly version: readonly [major: number, minor: number] | null;
  /** Set only if the id is exactly a Claude line and version: an unknown suffix is an unknown model. */
  readonly line: ClaudeLine | null;
}

/** Hosts that put their own name in front, as Bedrock does: `us.anthropic.claude-…`. */
const HOST_PREFIX =
  /^(?:[a-z-]{2,8}\.)?(?:anthropic|openai|deepseek|google|moonshot(?:ai)?|xai|zai|minimax|qwen|mistral|amazon|meta)\./;
/** What may trail an id without making it another model; taken off one by one. */
const TRAILERS: readonly RegExp[] = [
  /\[[^\]]*\]$/, // Claude Code: [1m]
  /@[\w-]+$/, // Vertex: @20250514, @default
  /:[a-z0-9]+$/, // OpenRouter: :thinking, :free; Bedrock: :0, :200k
  /-v\d+$/, // Bedrock: -v1
  /-20\d{6}$/,
  /-20\d{2}-\d{2}-\d{2}$/,
  /-latest$/,
];
const CLAUDE = /^claude-(opus|sonnet|haiku|fable|mythos)-(\d{1,2})(?:[-.](\d{1,2}))?(?:-(?:thinking|fast))?$/;
/** The order of words up to Claude 3.7, and of some resellers: `claude-3-5-haiku`, `claude-4.5-sonnet`. */
const CLAUDE_BEFORE =
  /^claude-(\d{1,2})(?:[-.](\d{1,2}))?-(opus|sonnet|haiku|fable|mythos)(?:-(?:thinking|fast))?$/;
const CLAUDE_ALIAS = /^(?:opus|sonnet|haiku|fable|mythos|opusplan)$/;
const GPT = /^gpt-(\d+)(?:\.(\d{1,2})|-(\d)(?=-|$))?(o)?(?:-|$)/;
const O_SERIES = /^o(\d)(?:-|$)/;

/** @example nameModel('us.anthropic.claude-sonnet-4-5-20250929-v1:0').id // 'claude-sonnet-4-5' */
export function nameModel(model: string): ModelName {
  const id = strip(model);
  return claude(id) ?? openai(id) ?? other(id);
}

function strip(model: string): string {
  let id = model.trim().toLowerCase();
  id = id.slice(id.lastIndexOf('/') + 1).replace(HOST_PREFIX, '');
  for (let before = ''; before !== id; ) {
    before = id;
    for (const trailer of TRAILERS) id = id.replace(trailer, '');
  }
  return id;
}

function claude(id: string): ModelName | null {
  const match = CLAUDE.exec(id);
  const turned = CLAUDE_BEFORE.exec(id);
  const line = lineOf(match?.[1] ?? turned?.[3]);
  if (line !== null) {
    const major = Number(match?.[2] ?? turned?.[1]);
    const minor = Number(match?.[3] ?? turned?.[2] ?? 0);
    const version = minor === 0 ? `${major}` : `${major}-${minor}`;
    return { id: `claude-${line}-${version}`, maker: 'anthropic', version: [major, minor], line };
  }
  if (!id.includes('claude') && !CLAUDE_ALIAS.test(id)) return null;
  return { id, maker: 'anthropic', version: null, line: null };
}

function lineOf(word: string | undefined): ClaudeLine | null {
  const lines: readonly ClaudeLine[] = ['opus', 'sonnet', 'haiku', 'fable', 'mythos'];
  return lines.find(line => line === word) ?? null;
}

function openai(id: string): ModelName | null {
  const gpt = GPT.exec(id);
  if (gpt !== null) {
    // gpt-4o came after gpt-4 and before gpt-4.1; nothing else tells it apart.
    const minor = gpt[4] === 'o' ? 0.5 : Number(gpt[2] ?? gpt[3] ?? 0);
    return { id, maker: 'openai', version: [Number(gpt[1]), minor], line: null };
  }
  const series = O_SERIES.exec(id);
  return series === null ? null : { id, maker: 'openai', version: [4, 0.5], line: null };
}

function other(id: string): ModelName {
  const makers: readonly (readonly [string, NonNullable<ModelName['maker']>])[] = [
    ['deepseek', 'deepseek'],
    ['gemini', 'google'],
    ['grok', 'xai'],
  ];
  const maker = makers.find(([name]) => id.startsWith(name))?.[1] ?? null;
  const version = /-v?(\d+)(?:\.(\d+))?(?:-|$)/.exec(id);
  return {
    id,
    maker,
    version: version === null ? null : [Number(version[1]), Number(version[2] ?? 0)],
    line: null,
  };
}

/** Negative if `a` is the older generation. */
export function compareVersions(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}
