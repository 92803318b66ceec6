import type { Break, RequestEntry } from '../../../src/diagnosis/model.js';
import type { Bill } from '../bill/exchange.js';
import type { Case, ExpectedCause, Label } from '../label.js';
import type { Call } from '../sessions/prompt.js';
import type { Heard } from './listen.js';

/** How the engine did on one labelled break; null where the question does not arise. */
export interface Mark {
  readonly found: boolean;
  readonly firstCause: boolean | null;
  readonly allCauses: boolean | null;
  readonly kind: boolean | null;
  readonly place: boolean | null;
  readonly lost: boolean | null;
  /** |theirs - ours| / ours. */
  readonly priceError: number | null;
}

export interface Finding {
  readonly call: string;
  readonly n: number | null;
  readonly what: string;
}

export interface Marks {
  readonly marks: readonly Mark[];
  /** Ringing breaks where nothing is wrong. */
  readonly falseAlarms: number;
  readonly healthyRequests: number;
  readonly withUsage: number;
  readonly predictedRight: number;
  readonly claims: number;
  readonly claimsHeld: number;
  readonly findings: readonly Finding[];
}

/** Holds what the engine said of a session against its labels. */
export function compare(session: Case, heard: Heard): Marks {
  const labels = new Map(session.labels.map(label => [label.call, label]));
  const marks: Mark[] = [];
  const findings: Finding[] = [];
  let falseAlarms = 0;
  let healthyRequests = 0;
  let withUsage = 0;
  let predictedRight = 0;

  for (const [index, call] of session.calls.entries()) {
    if (call.isElsewhere === true) continue;
    const entry = heard.requests.get(call.id);
    const note = (what: string): void => {
      findings.push({ call: call.id, n: entry?.n ?? null, what });
    };
    if (entry === undefined) {
      note('the engine never saw this request');
      continue;
    }
    const label = labels.get(call.id);
    if (label === undefined || isPassedOver(label, entry.break)) {
      healthyRequests += 1;
      if (entry.break?.ringing === true) {
        falseAlarms += 1;
        note(`false alarm: ${describe(entry.break)}`);
      }
    } else {
      const mark = markOf(label, entry.break, note);
      marks.push(mark);
    }
    const bill = session.bills.get(call.id);
    if (
      isForeseeable(call, entry) &&
      // Nor to whom a gateway passes a request on: only the answer names the host.
      (call.upstream === undefined || call.upstream === session.calls[index - 1]?.upstream) &&
      // What another process has left in the cache, nobody can foresee.
      session.calls[index - 1]?.isElsewhere !== true &&
      bill !== null &&
      bill !== undefined &&
      entry.usage !== null &&
      entry.predicted !== null
    ) {
      withUsage += 1;
      if (isNear(entry.predicted.cacheRead, bill.read)) predictedRight += 1;
      else note(`predicted a read of ${entry.predicted.cacheRead}, it read ${bill.read}`);
    }
    if (bill !== null && bill !== undefined) checkUsage(entry, bill, note);
  }
  const claimsHeld = session.claims.filter(claim => {
    const holds = claim.holds({ model: heard.model, entryOf: call => known(heard, call) });
    if (!holds) findings.push({ call: '', n: null, what: `claim: ${claim.says}` });
    return holds;
  }).length;
  const claims = session.claims.length;
  return { marks, falseAlarms, healthyRequests, withUsage, predictedRight, claims, claimsHeld, findings };
}

function known({ requests }: Heard, call: string): RequestEntry {
  const entry = requests.get(call);
  if (entry === undefined) throw new Error(`the engine never saw ${call}`);
  return entry;
}

/**
 * Nobody can foresee what the provider loses, how often a server tool runs the model inside one call, or what has
 * expired by a time that the log does not tell.
 */
function isForeseeable({ evicts, reply }: Call, { at }: RequestEntry): boolean {
  return at !== null && evicts === 'nothing' && !reply.parts.some(part => part.kind === 'raw');
}

function isPassedOver(label: Label, broken: Break | null): boolean {
  return label.optional && broken === null;
}

function markOf(label: Label, broken: Break | null, note: (what: string) => void): Mark {
  const unasked = {
    firstCause: null,
    allCauses: null,
    kind: null,
    place: null,
    lost: null,
    priceError: null,
  };
  const expected = label.causes.map(({ id }) => id).join(' + ');
  if (label.ringing === false && broken === null) return { found: true, ...unasked };
  if (broken === null) {
    note(`missed: ${expected}, ${label.lost} tokens`);
    return { found: false, ...unasked };
  }
  const rangRight = label.ringing === null || broken.ringing === label.ringing;
  if (!rangRight)
    note(`${broken.ringing ? 'rang for' : 'kept quiet about'} ${expected}: ${describe(broken)}`);

  const firstCause = fits(label.causes[0], broken.causes[0]?.id);
  const told = new Set(label.causes.flatMap(cause => cause.with ?? []));
  const named = broken.causes.filter(({ id }, index) => index === 0 || !told.has(id));
  const allCauses =
    named.length === label.causes.length &&
    label.causes.every((cause, index) => fits(cause, named[index]?.id));
  const kind = label.causes[0]?.kind === undefined ? null : broken.causes[0]?.kind === label.causes[0].kind;
  const place = placeFits(label, broken);
  const lost = broken.predicted
    ? null
    : Math.abs(broken.lostTokens - label.lost) <= 0.02 * Math.abs(label.lost);
  const priceError =
    label.cost === null || label.ringing === false || broken.predicted
      ? null
      : errorOf(broken.cost, label.cost);

  if (!firstCause || !allCauses) note(`expected ${expected}, got ${describe(broken)}`);
  else if (kind === false) note(`expected the kind ${label.causes[0]?.kind}, got ${broken.causes[0]?.kind}`);
  if (place === false) {
    const { divergence } = broken;
    const theirs = divergence === null ? 'none' : `${divergence.path} at ${divergence.char}`;
    note(`expected the place ${placeText(label)}, got ${theirs}`);
  }
  if (lost === false)
    note(
      `expected ${label.lost} lost tokens (${label.expectedRead} - ${label.actualRead}), got ${broken.lostTokens} (${broken.expectedRead} - ${broken.actualRead})`,
    );
  if (priceError !== null && priceError > 0.02)
    note(`expected $${label.cost?.toFixed(6)}, got ${broken.cost?.toFixed(6)}`);
  return { found: rangRight, firstCause, allCauses, kind, place, lost, priceError };
}

function fits(expected: ExpectedCause | undefined, id: string | undefined): boolean {
  if (expected === undefined || id === undefined) return false;
  return expected.id === id || expected.or?.includes(id) === true;
}

function placeFits({ place }: Label, { divergence }: Break): boolean | null {
  if (place === 'any') return null;
  if (place === 'none' || divergence === null) return place === 'none' && divergence === null;
  if (place.char !== null) return divergence.path === place.path && divergence.char === place.char;
  // Blocks of different messages differ in the role before anything else.
  const message = /^[a-z]+\[\d+\]/.exec(place.path)?.[0];
  if (divergence.path === `${message}.role`) return true;
  const rest = divergence.path.slice(place.path.length);
  return (
    divergence.path.startsWith(place.path) && (rest === '' || rest.startsWith('.') || rest.startsWith('['))
  );
}

function placeText({ place }: Label): string {
  return typeof place === 'string' ? place : `${place.path} at ${place.char ?? 'any character'}`;
}

function errorOf(theirs: number | null, ours: number): number {
  return theirs === null ? 1 : Math.abs(theirs - ours) / Math.max(ours, 1e-9);
}

/** Within two per cent, or 64 tokens where that is more. */
function isNear(predicted: number, actual: number): boolean {
  return Math.abs(predicted - actual) <= Math.max(64, 0.02 * actual);
}

/** Usage must come through the format unharmed. */
function checkUsage({ usage }: RequestEntry, bill: Bill, note: (what: string) => void): void {
  if (usage === null) return;
  const written = bill.write5m + bill.write1h;
  const differs =
    usage.cacheRead !== bill.read ||
    usage.input !== bill.input ||
    (usage.cacheWrite !== null && usage.cacheWrite !== written);
  if (differs) {
    note(
      `usage read as ${usage.cacheRead}/${usage.cacheWrite}/${usage.input}, billed ${bill.read}/${written}/${bill.input}`,
    );
  }
}

function describe({ causes, lostTokens, expectedRead, actualRead, divergence }: Break): string {
  const names = causes.map(({ id, kind }) => (kind === null ? id : `${id}(${kind})`)).join(' + ');
  const place = divergence === null ? '' : ` at ${divergence.path}:${divergence.char}`;
  return `${names}${place}, lost ${lostTokens} (${expectedRead} - ${actualRead})`;
}
