/** Every escape sequence this program writes, by what it does. */

export const ENTER_ALTERNATE_SCREEN = '\u001B[?1049h';
export const LEAVE_ALTERNATE_SCREEN = '\u001B[?1049l';
export const HIDE_CURSOR = '\u001B[?25l';
export const SHOW_CURSOR = '\u001B[?25h';
export const AUTOWRAP_OFF = '\u001B[?7l';
export const AUTOWRAP_ON = '\u001B[?7h';
/** The terminal brackets what is pasted, so that a paste is not read as keys. */
export const BRACKETED_PASTE_ON = '\u001B[?2004h';
export const BRACKETED_PASTE_OFF = '\u001B[?2004l';
/** DEC mode 2026: the terminal shows nothing of what is between the two until the end. Others ignore it. */
export const BEGIN_SYNCHRONISED = '\u001B[?2026h';
export const END_SYNCHRONISED = '\u001B[?2026l';
export const RESET_STYLE = '\u001B[0m';
export const ERASE_TO_END_OF_LINE = '\u001B[K';

/** Moves the cursor to a cell of a row, both counted from 0. */
export const toRow = (row: number, column = 0): string => `\u001B[${row + 1};${column + 1}H`;
/** Moves the cursor along its row. */
export const toColumn = (column: number): string => `\u001B[${column + 1}G`;
