import type { RequestRecord } from '../log/record.js';
import { commonStart } from '../text/ends.js';
import { readerOf } from './apis/index.js';
import { type Bases, chooseBases } from './bases.js';
import { link } from './digest.js';
import type { Draft, Notes, PromptDraft } from './draft.js';
import { stringOrNull } from './json.js';
import { type Block, type Breakpoint, type Prompt, SECTIONS, type Section } from './prompt.js';
import { redactionOf } from './redacted.js';
import { seal } from './seal.js';
import { hashSection, type SectionHash } from './sections.js';

/** What of a request makes its prompt. */
export type PromptRequest = Pick<RequestRecord, 'api' | 'body' | 'model' | 'betas' | 'redacted'>;

/**
 * Reads a request as the provider renders it: tools, then system, then messages (`SECTIONS`), whatever the order of keys in the
 * body, with markers taken off and kept apart. Never throws, whatever the body holds. What is made of its objects is remembered
 * with them: a body must not be changed afterwards.
 *
 * @param earlier Prompts that it may go on from, the likeliest first, such as the newest of each lane. Blocks that are equal
 * to blocks of theirs are shared with them, which saves most of the hashing and of the memory; the result is the same
 * with and without them.
 * @returns null if the API is unknown, or the body is absent or holds no prompt.
 */
export function readPrompt(request: PromptRequest, earlier: readonly Prompt[] = []): Prompt | null {
  const { api, body } = request;
  if (api === null || body === null) return null;
  const reader = readerOf(api);
  if (reader === null) return null;
  const notes: Notes = { redacted: [], images: false, citations: false };
  const draft = reader.read(body, request.betas, notes);
  if (SECTIONS.every(section => draft[section].json === null)) return null;

  const bases = chooseBases(
    draft,
    earlier.filter(prompt => prompt.api === api),
  );
  let blocks: readonly Block[] = [];
  let chain: readonly string[] = [];
  const starts: Record<Section, number> = { tools: 0, system: 0, messages: 0 };
  for (const section of SECTIONS) {
    starts[section] = blocks.length;
    const base = bases[section];
    const offset = base?.starts[section] ?? 0;
    const drafts = draft[section].blocks;
    const sentBefore = base === undefined ? undefined : chainAsSent(base);
    const own = base === undefined ? nothing() : takeOver(base, section, drafts, chain.at(-1));
    for (let i = own.blocks.length; i < drafts.length; i += 1) {
      const drafted = drafts[i];
      if (drafted === undefined) break;
      const twin = base?.blocks[offset + i];
      const block = seal(drafted, section, twin);
      const before = own.chain.at(-1) ?? chain.at(-1);
      // A chain hash tells where it stands as well.
      const extending =
        block.digest === twin?.digest && twin.section === section && sentBefore?.[offset + i - 1] === before;
      const linked = extending ? sentBefore?.[offset + i] : undefined;
      own.chain.push(linked ?? link(before ?? '', section, block.digest));
      own.blocks.push(block);
    }
    blocks = blocks.concat(own.blocks);
    chain = chain.concat(own.chain);
  }

  const sections = hashSections(draft, bases);
  const prompt: Prompt = {
    api,
    model: stringOrNull(body.model) ?? request.model ?? stringOrNull(body.modelId),
    blocks,
    chain,
    starts,
    hashes: {
      tools: sections.tools?.md5 ?? null,
      system: sections.system?.md5 ?? null,
      messages: sections.messages?.md5 ?? null,
    },
    counts: { tools: draft.tools.count, system: draft.system.count, messages: draft.messages.count },
    breakpoints: breakpointsOf(draft, blocks),
    parameters: draft.parameters,
    continues: draft.continues,
    redaction: redactionOf([...request.redacted, ...notes.redacted], blocks),
  };
  remember(prompt, { sections, draft });
  return prompt;
}

function remember(prompt: Prompt, made: Made): void {
  madeOf.set(prompt, made);
  newest.push(new WeakRef(prompt));
  const old = newest.length > MADE ? newest.shift()?.deref() : undefined;
  if (old !== undefined) madeOf.delete(old);
}

/** Blocks of a section, with their chain. */
interface Taken {
  readonly blocks: Block[];
  readonly chain: string[];
}

const nothing = (): Taken => ({ blocks: [], chain: [] });

/**
 * The blocks of a section that are those of an earlier prompt, with their chain where the same stands in front of them.
 * @param before the chain in front of the section
 */
function takeOver(
  base: Prompt,
  section: Section,
  drafts: readonly Draft[],
  before: string | undefined,
): Taken {
  const known = madeOf.get(base)?.draft[section].blocks ?? [];
  const offset = base.starts[section];
  const sent = chainAsSent(base);
  if (sent[offset - 1] !== before) return nothing();
  const end = offset + (drafts === known ? known.length : commonStart(drafts, known));
  return { blocks: base.blocks.slice(offset, end), chain: sent.slice(offset, end) };
}

/** The same prompt, chained otherwise. */
export function withChain(prompt: Prompt, chain: readonly string[]): Prompt {
  const seen: Prompt = { ...prompt, chain };
  const made = madeOf.get(prompt);
  if (made !== undefined) remember(seen, made);
  sentChains.set(seen, chainAsSent(prompt));
  return seen;
}

/** Of prompts that are chained otherwise: as they were sent. */
const sentChains = new WeakMap<Prompt, readonly string[]>();

const chainAsSent = (prompt: Prompt): readonly string[] => sentChains.get(prompt) ?? prompt.chain;

/** False for a prompt that was chained otherwise: reading it again does not make it. */
export function isAsSent(prompt: Prompt): boolean {
  return !sentChains.has(prompt);
}

type SectionHashes = Readonly<Record<Section, SectionHash | null>>;

/** What a prompt was made from, for a later one to go on from. */
interface Made {
  readonly sections: SectionHashes;
  readonly draft: PromptDraft;
}

const madeOf = new WeakMap<Prompt, Made>();

/** Prompts of which it is kept: those that are likely to be gone on from. */
const newest: WeakRef<Prompt>[] = [];
const MADE = 64;

function hashSections(draft: PromptDraft, bases: Bases): SectionHashes {
  const hash = (section: Section): SectionHash | null => {
    const { json } = draft[section];
    const base = bases[section];
    const known = base === undefined ? undefined : madeOf.get(base)?.sections;
    return json === null ? null : hashSection(json, known?.[section] ?? null);
  };
  return { tools: hash('tools'), system: hash('system'), messages: hash('messages') };
}

/**
 * Explicit breakpoints, then the automatic one: it goes to the last block that can carry a marker, and is no other breakpoint where
 * that block has its own (platform.claude.com, prompt caching, "Automatic caching").
 */
function breakpointsOf(draft: PromptDraft, blocks: readonly Block[]): readonly Breakpoint[] {
  const breakpoints: Breakpoint[] = [];
  for (let index = 0; index < blocks.length; index += 1) {
    const { marker = null, path = '' } = blocks[index] ?? {};
    if (marker !== null) breakpoints.push({ block: index, path, ttl: marker.ttl, automatic: false });
  }
  if (draft.automatic === null) return breakpoints;
  const markable = SECTIONS.flatMap(section => draft[section].blocks.map(block => block.markable));
  const block = markable.lastIndexOf(true);
  const target = blocks[block];
  if (target === undefined || target.marker !== null) return breakpoints;
  return [...breakpoints, { block, path: target.path, ttl: draft.automatic.ttl, automatic: true }];
}
