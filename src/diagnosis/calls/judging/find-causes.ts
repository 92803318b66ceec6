import { type Divergence, SECTIONS, type Section } from '../../../prompt/prompt.js';
import { redactSecrets } from '../../../text/secrets.js';
import { CAUSES, ruleOf } from '../../causes/index.js';
import {
  type CauseRule,
  type Evidence,
  type Finding,
  ONE_NAME,
  STAGES,
  type Stage,
  type Suspect,
} from '../../causes/rule.js';
import type { Cause, CauseId, Site } from '../../model.js';

/** Gives a divergence its place in the log and its tokens. */
export type Locate = (divergence: Divergence) => Site;

/** Stages that need no usage, in the order of the prefix: they can be looked at as soon as the request leaves. */
const CONTENT = STAGES.filter(stage => stage !== 'circumstance' && stage !== 'verdict');

/** What in the bytes may have lost the prefix, in prefix order; of the same cause in several places the first. */
export function contentSuspects(
  evidence: Evidence,
  locate: Locate,
  limitOf: (stage: Stage, site: Site | null) => number,
): readonly Suspect[] {
  const suspects = new Map<string, Suspect & { readonly places: ReadonlySet<string> }>();
  for (const stage of CONTENT) {
    for (const [at, key] of placesOf(stage, evidence)) {
      for (const { rule, finding } of findIn(stage, at)) {
        const name = `${stage} ${rule.id} ${finding.kind} ${finding.of}`;
        const known = suspects.get(name);
        const path = finding.place ?? finding.divergence?.path ?? '';
        if (known !== undefined) {
          suspects.set(name, { ...known, places: new Set([...known.places, path]) });
          continue;
        }
        const site = finding.divergence === undefined ? null : locate(finding.divergence);
        const limit = finding.limit ?? limitOf(stage, site);
        const cause = causeOf(rule, finding, site, evidence.standing.bestEffort);
        suspects.set(name, {
          cause,
          stage,
          limit,
          isWeak: finding.isWeak === true,
          key,
          places: new Set([path]),
        });
      }
    }
  }
  // Nearly every request has none: they share the list.
  if (suspects.size === 0) return NONE;
  return [...suspects.values()].map(({ places, ...suspect }) =>
    isOfPlaces(suspect.stage) && ruleOf(suspect.cause).isOneAct !== true
      ? { ...suspect, cause: also(suspect.cause, places.size - 1) }
      : suspect,
  );
}

const NONE: readonly never[] = [];

/** Sections in which each place is named by itself; a list of tools is compared as a whole. */
const isOfPlaces = (stage: Stage): stage is Section => stage === 'system' || stage === 'messages';

/** The evidence as it stands at each place of a section. */
function placesOf(stage: Stage, evidence: Evidence): readonly (readonly [Evidence, string | null])[] {
  const section = SECTIONS.find(name => name === stage);
  const places = section === undefined ? [] : evidence.places[section];
  if (section === undefined || places.length === 0) return [[evidence, null]];
  return places.map(({ divergence, key }) => [
    { ...evidence, differences: { ...evidence.differences, [section]: divergence } },
    key,
  ]);
}

function also(cause: Cause, more: number): Cause {
  if (more < 1) return cause;
  const places = more === 1 ? 'another place' : `${more} other places`;
  return { ...cause, summary: `${cause.summary} The same in ${places}.` };
}

/** What beside the bytes may have lost it: time, reach, size. */
export function circumstances(evidence: Evidence): readonly Cause[] {
  return findIn('circumstance', evidence).map(({ rule, finding }) =>
    causeOf(rule, finding, null, evidence.standing.bestEffort),
  );
}

/** What remains when nothing was found. */
export function whatRemains(evidence: Evidence): Cause | null {
  const [found] = findIn('verdict', evidence);
  return found === undefined
    ? null
    : causeOf(found.rule, found.finding, found.finding.site ?? null, evidence.standing.bestEffort);
}

function findIn(stage: Stage, evidence: Evidence): readonly Found[] {
  let found: Found[] | null = null;
  for (const rule of rulesOf(stage)) {
    const finding = rule.find(evidence);
    if (finding === null) continue;
    found ??= [];
    found.push({ rule, finding });
    if (ONE_NAME.has(stage)) break;
  }
  return found ?? NONE;
}

interface Found {
  readonly rule: CauseRule;
  readonly finding: Finding;
}

function rulesOf(stage: Stage): readonly CauseRule[] {
  const rules = ofStage.get(stage) ?? CAUSES.filter(rule => rule.stage === stage);
  ofStage.set(stage, rules);
  return rules;
}

/** Asked for of each request. */
const ofStage = new Map<Stage, readonly CauseRule[]>();

/** A cause by its id, where the evidence is not in two prompts. @param bestEffort true of a cache without breakpoints */
export function causeNamed(
  id: CauseId,
  summary: string,
  finding: Partial<Omit<Finding, 'summary'>> = {},
  bestEffort = false,
): Cause {
  return causeOf(ruleOf({ id }), { confidence: 'certain', ...finding, summary }, null, bestEffort);
}

function causeOf(rule: CauseRule, finding: Finding, divergence: Site | null, bestEffort: boolean): Cause {
  const ofCache = bestEffort ? rule.fixWithoutBreakpoints : undefined;
  return {
    id: rule.id,
    kind: finding.kind ?? null,
    confidence: finding.confidence,
    // It may quote the log.
    summary: redactSecrets(finding.summary),
    fix: finding.fix ?? ofCache ?? rule.fix,
    expected: finding.expected ?? false,
    restorable: finding.restorable ?? null,
    lostTokens: null,
    cost: null,
    path: finding.path ?? divergence?.path ?? null,
    divergence,
  };
}
