/** JSON Schemas of what is promised to programs, from the types in `schema-types.ts` and their comments. */
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

/** Each type with the name and the version that its JSON carries in `schema`. */
export const SCHEMAS = [
  { type: 'Report', name: 'report', version: 1 },
  { type: 'WatchEvent', name: 'watch', version: 1 },
  { type: 'Check', name: 'check', version: 1 },
  { type: 'Alert', name: 'event', version: 1 },
  { type: 'SourcesList', name: 'sources', version: 1 },
  { type: 'Status', name: 'status', version: 1 },
  { type: 'History', name: 'history', version: 1 },
] as const;

/** Text of each schema, by the name of its file in `docs/schemas/`. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const generator = createGenerator({
    path: path('schema-types.ts'),
    tsconfig: path('../tsconfig.json'),
    // `npm run check` does.
    skipTypeCheck: true,
    // Fields may be added (docs/schemas.md): who validates must not refuse them.
    additionalProperties: true,
  });
  return new Map(
    SCHEMAS.map(({ type, name, version }) => {
      const schema = { $id: `urn:cachequake:${name}:${version}`, ...generator.createSchema(type) };
      return [`${name}-${version}.json`, `${JSON.stringify(schema, null, 1)}\n`];
    }),
  );
}
