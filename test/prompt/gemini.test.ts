import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/log/record.js';
import { diverge, type Prompt } from '../../src/prompt/index.js';
import { read } from './sample.js';

const gemini = (body: JsonObject): Prompt => read(body, 'gemini');

test('each function declaration is a tool; system instruction and contents follow', () => {
  const { blocks, counts } = gemini({
    contents: [
      { role: 'user', parts: [{ text: 'hi' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      { role: 'model', parts: [{ text: 'hm', thought: true }, { functionCall: { name: 'read', args: {} } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'read', response: { output: 'x' } } }] },
    ],
    systemInstruction: { role: 'user', parts: [{ text: 'S' }] },
    tools: [{ functionDeclarations: [{ name: 'read' }, { name: 'write' }] }, { googleSearch: {} }],
  });
  expect(
    blocks.map(block => `${block.section} ${block.path} ${block.kind} ${block.role} ${block.name}`),
  ).toEqual([
    'tools tools[0].functionDeclarations[0] tool null read',
    'tools tools[0].functionDeclarations[1] tool null write',
    'tools tools[1] tool null googleSearch',
    'system systemInstruction.parts[0] text null null',
    'messages contents[0].parts[0] text user null',
    'messages contents[0].parts[1] image user null',
    'messages contents[1].parts[0] thinking model null',
    'messages contents[1].parts[1] tool_use model read',
    'messages contents[2].parts[0] tool_result user read',
  ]);
  expect(counts).toEqual({ tools: 3, system: 1, messages: 3 });
  expect(blocks.map(block => block.bytes - block.textBytes)).toEqual([0, 0, 0, 0, 0, 4, 0, 0, 0]);
});

test('both spellings are read', () => {
  const { blocks } = gemini({
    system_instruction: { parts: [{ text: 'S' }] },
    tools: [{ function_declarations: [{ name: 'read' }] }],
    contents: [{ role: 'model', parts: [{ function_call: { name: 'read' }, thought_signature: 'SSSS' }] }],
  });
  expect(blocks.map(block => `${block.path} ${block.kind}`)).toEqual([
    'tools[0].function_declarations[0] tool',
    'system_instruction.parts[0] text',
    'contents[0].parts[0] tool_use',
  ]);
  expect(blocks[2]?.textBytes).toBe((blocks[2]?.bytes ?? 0) - 4);
});

test('a changed answer of a function leads to its string', () => {
  const at = (output: string): Prompt =>
    gemini({
      contents: [{ role: 'user', parts: [{ functionResponse: { name: 'r', response: { output } } }] }],
    });
  expect(diverge(at('a'), at('b'))?.path).toBe('contents[0].parts[0].functionResponse.response.output');
});

test('a request that goes on from cached content says from which', () => {
  expect(gemini({ contents: [], cachedContent: 'cachedContents/1' }).continues).toEqual({
    id: 'cachedContents/1',
    how: 'content',
  });
});

test('thinking, tool and output settings are parameters', () => {
  expect(
    gemini({
      contents: [],
      generationConfig: {
        temperature: 1,
        thinkingConfig: { thinkingBudget: 1 },
        responseMimeType: 'text/plain',
      },
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    }).parameters,
  ).toEqual({
    tool_choice: '{"functionCallingConfig":{"mode":"ANY"}}',
    thinking: '{"thinkingBudget":1}',
    output_type: '"text/plain"',
  });
});
