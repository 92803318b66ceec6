import { requestById, type ShownWound } from '../../../store/selectors.js';
import { shorten } from '../../../text/fit.js';
import { count } from '../../../text/numbers.js';
import { bad, fitLine, type Line, line, quiet, strong, widthOf } from '../../line.js';
import type { Scene } from '../../scene.js';
import { fixOf, inBrief, LEAST_FIX, money, nameOf, placesOf, severity, stateSpan, tokens } from './parts.js';

/** All of a wound in a row of its own: nothing stands below it that it would have to line up with. What is long gives way, the fix first. */
export function inOneLine(
  wound: ShownWound,
  { state, model, show }: Scene,
  cells: number,
  more: number,
): Line {
  const opening = requestById(model, wound.requests[0] ?? null);
  const numbers = line(' ', `${count(wound.requests.length)}x ${tokens(wound)} `, bad(money(wound)));
  const head = line(stateSpan(wound, state), quiet(` ${severity(wound)} `));
  const most = Math.max(0, cells - widthOf(head) - widthOf(numbers));
  const cause = [nameOf(wound, opening, show), wound.cause];
  const place = show(placesOf(wound, model));
  const first = place.replace(/ \+\d+$/, '');
  const places = [shorten(place, 20), shorten(first, 20), shorten(first, LEAST_PLACE)];
  const lead = (name: string, where: string): Line =>
    where === '' ? line(strong(name)) : line(where, ' ', strong(name));
  const all = cause.flatMap(name => places.map(of => lead(name, of)));
  const fits = (width: number): Line | undefined => all.find(of => widthOf(of) <= width);
  const [full, brief] = more === 0 ? ['', ''] : [` +${more} more`, ` +${more}`];
  const note = fits(most - full.length - LEAST_FIX) === undefined ? brief : full;
  const room = Math.max(0, most - note.length);
  const told = fits(room - LEAST_FIX) ?? fits(room) ?? fitLine(lead(wound.cause, places[2] ?? ''), room);
  const left = room - widthOf(told);
  const fix = left < LEAST_FIX ? '' : ` ${shorten(inBrief(show(fixOf(opening))), left - 1)}`;
  return line(head, told, numbers, fix, quiet(note));
}

/** Cells of `messages[41]`. */
const LEAST_PLACE = 12;
