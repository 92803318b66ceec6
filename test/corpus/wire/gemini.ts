import type { JsonObject } from '../sessions/json.js';
import type { Call, Message } from '../sessions/prompt.js';

/** generateContent: the model stands in the URL, not in the body. */
export function geminiBody({ prompt }: Call): JsonObject {
  return {
    systemInstruction: { parts: prompt.system.map(text => ({ text })) },
    ...(prompt.tools.length === 0
      ? {}
      : {
          tools: [
            {
              functionDeclarations: prompt.tools.map(({ name, description, schema }) => ({
                name,
                description,
                parametersJsonSchema: schema,
              })),
            },
          ],
        }),
    contents: [
      ...prompt.messages.map(geminiContent),
      ...(prompt.tail === null ? [] : [{ role: 'user', parts: [{ text: prompt.tail }] }]),
    ],
    generationConfig: { temperature: 1 },
  };
}

export function geminiContent({ role, parts }: Message): JsonObject {
  return {
    role: role === 'assistant' ? 'model' : 'user',
    parts: parts.flatMap((part): JsonObject[] => {
      switch (part.kind) {
        case 'text':
          return [{ text: part.text }];
        case 'image':
          return [{ inlineData: { mimeType: 'image/png', data: part.data } }];
        case 'call':
          return [{ functionCall: { id: part.id, name: part.name, args: part.input } }];
        case 'result':
          return [{ functionResponse: { id: part.id, name: 'tool', response: { output: part.content } } }];
        default:
          return [];
      }
    }),
  };
}
