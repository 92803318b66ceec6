import type { Divergence } from '../../prompt/prompt.js';
import { redactSecrets } from '../../text/secrets.js';
import { CAUSES, ruleOf } from '../causes/index.js';
import {
  type CauseRule,
  type Evidence,
  type Finding,
  ONE_NAME,
  STAGES,
  type Stage,
  type Suspect,
} from '../causes/rule.js';
import type { Cause, CauseId, Site } from '../model.js';

/** Gives a divergence its place in the log and its tokens. */
export type Locate = (divergence: Divergence) => Site;

/** Stages that need no usage: they can be looked at as soon as the request leaves. */
const CONTENT: ReadonlySet<Stage> = new Set(['model', 'tools', 'system', 'parameters', 'messages']);

/** What in the bytes may have lost the prefix, in prefix order. */
export function contentSuspects(
  evidence: Evidence,
  locate: Locate,
  limitOf: (stage: Stage, site: Site | null) => number,
): readonly Suspect[] {
  return STAGES.filter(stage => CONTENT.has(stage)).flatMap(stage =>
    findIn(stage, evidence).map(({ rule, finding }) => {
      const site = finding.divergence === undefined ? null : locate(finding.divergence);
      const limit = finding.limit ?? limitOf(stage, site);
      return { cause: causeOf(rule, finding, site), stage, limit, isWeak: finding.isWeak === true };
    }),
  );
}

/** What beside the bytes may have lost it: time, reach, size. */
export function circumstances(evidence: Evidence): readonly Cause[] {
  return findIn('circumstance', evidence).map(({ rule, finding }) => causeOf(rule, finding, null));
}

/** What remains when nothing was found. */
export function verdict(evidence: Evidence): Cause | null {
  const [found] = findIn('verdict', evidence);
  return found === undefined ? null : causeOf(found.rule, found.finding, found.finding.site ?? null);
}

function findIn(stage: Stage, evidence: Evidence): readonly { rule: CauseRule; finding: Finding }[] {
  const found: { rule: CauseRule; finding: Finding }[] = [];
  for (const rule of CAUSES) {
    if (rule.stage !== stage) continue;
    const finding = rule.find(evidence);
    if (finding === null) continue;
    found.push({ rule, finding });
    if (ONE_NAME.has(stage)) break;
  }
  return found;
}

/** A cause by its id, where the evidence is not in two prompts. */
export function causeNamed(id: CauseId, summary: string, finding: Partial<Finding> = {}): Cause {
  return causeOf(ruleOf({ id }), { confidence: 'certain', ...finding, summary }, null);
}

function causeOf(rule: CauseRule, finding: Finding, divergence: Site | null): Cause {
  return {
    id: rule.id,
    kind: finding.kind ?? null,
    confidence: finding.confidence,
    // It may quote the log.
    summary: redactSecrets(finding.summary),
    fix: finding.fix ?? rule.fix,
    expected: finding.expected ?? false,
    restorable: finding.restorable ?? null,
    path: finding.path ?? divergence?.path ?? null,
    divergence,
  };
}
