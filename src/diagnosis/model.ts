/** What the diagnosis says of a session: the one model behind the screen, the reports and the budgets. */
export type { PriceQuote } from '../cache/prices.js';
export type * from './model/request.js';
export type * from './model/session.js';
export type * from './model/verdict.js';
