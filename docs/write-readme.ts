/** Writes the generated tables into their pages, and the dashboard: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsSchema } from '../src/settings/settings.js';
import { commandsPage } from './commands.js';
import { dashboardJson } from './dashboard.js';
import { TABLES, withTables } from './readme-tables.js';
import { schemaFiles } from './schemas.js';

for (const name of Object.keys(TABLES)) {
  const page = new URL(`${name}.md`, import.meta.url);
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), [name]));
}
writeFileSync(new URL('../examples/fleet/dashboard.json', import.meta.url), dashboardJson());
for (const [name, text] of schemaFiles()) writeFileSync(new URL(`schemas/${name}`, import.meta.url), text);
writeFileSync(
  new URL('schemas/settings.schema.json', import.meta.url),
  `${JSON.stringify(settingsSchema(), null, 2)}\n`,
);
writeFileSync(new URL('commands.md', import.meta.url), await commandsPage());
