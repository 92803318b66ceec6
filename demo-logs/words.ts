/** The invented world of the demo logs: a chat gateway called Quayside and the team that runs it. */
type Words = readonly [string, ...string[]];

export const SERVICES: Words = [
  'bellbuoy',
  'capstan',
  'driftlog',
  'ebbtide',
  'fairlead',
  'gangway',
  'halyard',
  'inlet',
  'jetty',
  'keelson',
  'lantern',
  'mooring',
  'nightwatch',
  'outrigger',
  'pilotage',
  'quarterdeck',
  'rowlock',
  'sounding',
  'tideline',
  'undertow',
  'vaneboard',
  'wharfage',
  'yardarm',
];

export const PARTS: Words = [
  'importer',
  'scheduler',
  'queue',
  'retry table',
  'session store',
  'webhook intake',
  'attachment cache',
  'delivery worker',
  'rate limiter',
  'parser',
  'health probe',
  'migration runner',
];

export const FOLDERS: Words = [
  'src',
  'src/intake',
  'src/delivery',
  'src/rooms',
  'src/store',
  'test',
  'scripts',
  'docs',
];

export const STEMS: Words = [
  'batch',
  'cursor',
  'dedupe',
  'envelope',
  'flush',
  'handshake',
  'ledger',
  'outbox',
  'presence',
  'quota',
  'receipt',
  'replay',
  'roster',
  'shard',
  'snapshot',
  'throttle',
];

export const PEOPLE: Words = ['Ines', 'Bo', 'Tomasz', 'Adaeze', 'Mirko', 'Yuki', 'Pilar', 'Sunniva'];

export const ROOMS: Words = ['harbour-ops', 'release-desk', 'night-shift', 'import-team', 'lobby'];

export const FAULTS: Words = [
  'times out after 30 seconds',
  'drops the last row of every batch',
  'retries the same envelope twice',
  'loses its place when the file is rotated',
  'reads a stale cursor after a restart',
  'holds the lock while it waits for the network',
  'counts a cancelled delivery as delivered',
  'writes the receipt before the commit',
];

export const REMEDIES: Words = [
  'move the commit in front of the receipt',
  'read the cursor inside the transaction',
  'give every envelope an idempotency key',
  'release the lock before the call and check the version after it',
  'flush the half batch when the stream ends',
  'reopen the file by inode, not by name',
  'cap the retries at five and park the rest',
  'count only acknowledged deliveries',
];
