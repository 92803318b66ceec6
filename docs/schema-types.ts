/** What is promised to programs. `npm run docs` writes a JSON Schema for each into `docs/schemas/`; `docs/schemas.md` lists them. */
export type { Alert } from '../src/alerts/alert.js';
export type { History } from '../src/history/history.js';
export type { Check } from '../src/report/check/check.js';
export type { WatchEvent } from '../src/report/events.js';
export type { Report } from '../src/report/report.js';
export type { SourcesList } from '../src/report/sources.js';
export type { Status } from '../src/report/status.js';
