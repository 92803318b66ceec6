import type { RequestRecord } from '../log/record.js';
import { readerOf } from './apis/index.js';
import { blockDigest, link } from './digest.js';
import type { Draft, Notes, PromptDraft } from './draft.js';
import { stringOrNull } from './json.js';
import { type Block, type Breakpoint, type Prompt, SECTIONS, type Section } from './prompt.js';
import { hashSection, type SectionHash } from './sections.js';

/** What of a request makes its prompt. */
export type PromptRequest = Pick<RequestRecord, 'api' | 'body' | 'model' | 'betas' | 'redacted'>;

/**
 * Reads a request as the provider renders it: tools, then system, then messages (`SECTIONS`), whatever the order of keys in the
 * body, with markers taken off and kept apart. Never throws, whatever the body holds.
 *
 * @param previous An earlier prompt of the same lane. Blocks that are equal to its blocks are shared with it, which saves
 * most of the hashing and of the memory; the result is the same with and without it.
 * @returns null if the API is unknown, or the body is absent or holds no prompt.
 */
export function readPrompt(request: PromptRequest, previous?: Prompt | null): Prompt | null {
  const { api, body } = request;
  if (api === null || body === null) return null;
  const reader = readerOf(api);
  if (reader === null) return null;
  const notes: Notes = { redacted: [], images: false, citations: false };
  const draft = reader.read(body, request.betas, notes);
  if (SECTIONS.every(section => draft[section].json === null)) return null;

  const known = previous?.api === api ? previous : undefined;
  const blocks: Block[] = [];
  const chain: string[] = [];
  const starts: Record<Section, number> = { tools: 0, system: 0, messages: 0 };
  let extending = known !== undefined;
  for (const section of SECTIONS) {
    starts[section] = blocks.length;
    const offset = known?.starts[section] ?? 0;
    extending &&= offset === blocks.length;
    draft[section].blocks.forEach((drafted, i) => {
      const twin = known?.blocks[offset + i];
      const block = seal(drafted, section, twin);
      extending &&= block.digest === twin?.digest && twin.section === section;
      const linked = extending ? known?.chain[blocks.length] : undefined;
      chain.push(linked ?? link(chain.at(-1) ?? '', section, block.digest));
      blocks.push(block);
    });
  }

  const sections = hashSections(draft, known);
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
    deferredTools: draft.deferredTools,
    continues: draft.continues,
    redacted: notes.redacted.length === 0 ? request.redacted : [...request.redacted, ...notes.redacted],
  };
  sectionsOf.set(prompt, sections);
  return prompt;
}

type SectionHashes = Readonly<Record<Section, SectionHash | null>>;

/** What the next prompt of the lane can go on from. */
const sectionsOf = new WeakMap<Prompt, SectionHashes>();

function hashSections(draft: PromptDraft, previous: Prompt | undefined): SectionHashes {
  const known = previous === undefined ? undefined : sectionsOf.get(previous);
  const hash = (section: Section): SectionHash | null => {
    const { json } = draft[section];
    return json === null ? null : hashSection(json, known?.[section] ?? null);
  };
  return { tools: hash('tools'), system: hash('system'), messages: hash('messages') };
}

/** Hashes a block, unless its twin in an earlier prompt already tells the result. */
function seal(draft: Draft, section: Section, twin: Block | undefined): Block {
  const { path, kind, message, role, name, marker } = draft;
  if (twin !== undefined && twin.role === role && twin.canonical === draft.canonical) {
    const { canonical, bytes, textBytes, digest } = twin;
    const rawDigest = draft.raw === draft.canonical ? digest : blockDigest(role, draft.raw);
    const same =
      twin.section === section &&
      twin.path === path &&
      twin.rawDigest === rawDigest &&
      twin.marker?.ttl === marker?.ttl;
    if (same) return twin;
    return {
      section,
      path,
      kind,
      message,
      role,
      name,
      canonical,
      bytes,
      textBytes,
      digest,
      rawDigest,
      marker,
    };
  }
  const { canonical } = draft;
  const bytes = Buffer.byteLength(canonical);
  const digest = blockDigest(role, canonical);
  return {
    section,
    path,
    kind,
    message,
    role,
    name,
    canonical,
    bytes,
    textBytes: bytes - draft.unbilled,
    digest,
    rawDigest: draft.raw === canonical ? digest : blockDigest(role, draft.raw),
    marker,
  };
}

/**
 * Explicit breakpoints, then the automatic one: it goes to the last block that can carry a marker, and is no other breakpoint where
 * that block has its own (platform.claude.com, prompt caching, "Automatic caching").
 */
function breakpointsOf(draft: PromptDraft, blocks: readonly Block[]): readonly Breakpoint[] {
  const breakpoints: Breakpoint[] = [];
  blocks.forEach(({ path, marker }, block) => {
    if (marker !== null) breakpoints.push({ block, path, ttl: marker.ttl, automatic: false });
  });
  if (draft.automatic === null) return breakpoints;
  const markable = SECTIONS.flatMap(section => draft[section].blocks.map(block => block.markable));
  const block = markable.lastIndexOf(true);
  const target = blocks[block];
  if (target === undefined || target.marker !== null) return breakpoints;
  return [...breakpoints, { block, path: target.path, ttl: draft.automatic.ttl, automatic: true }];
}
