/** Writes the generated tables into the README, and the dashboard: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsSchema } from '../src/settings/settings.js';
import { commandsPage } from './commands.js';
import { dashboardJson } from './dashboard.js';
import { withTables } from './readme-tables.js';
import { schemaFiles } from './schemas.js';

const README = new URL('../README.md', import.meta.url);
writeFileSync(README, withTables(readFileSync(README, 'utf8')));
const PAGE = new URL('formats.md', import.meta.url);
writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8'), ['formats']));
writeFileSync(new URL('../examples/fleet/dashboard.json', import.meta.url), dashboardJson());
for (const [name, text] of schemaFiles()) writeFileSync(new URL(`schemas/${name}`, import.meta.url), text);
writeFileSync(
  new URL('schemas/settings.schema.json', import.meta.url),
  `${JSON.stringify(settingsSchema(), null, 2)}\n`,
);
writeFileSync(new URL('commands.md', import.meta.url), await commandsPage());
