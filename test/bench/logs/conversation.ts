/**
 * One conversation of a made-up agent as its payload log shows it: a system text, tools, messages that grow, markers that move,
 * and now and then something that breaks the prefix. The same seed gives the same lines.
 */
import { OUTPUTS, sentence } from '../../../demo-logs/prose.js';
import type { Random } from '../../../demo-logs/random.js';

/** What a conversation is made of; sizes in characters. */
export interface Shape {
  readonly system: number;
  readonly tools: number;
  /** Of the history at the first request. */
  readonly history: number;
  /** At which the conversation is compacted or ends. */
  readonly longest: number;
  /** Of a tool's answer, in the middle. */
  readonly result: number;
  /** Share of requests before which something in the prefix changes. */
  readonly breaks: number;
  /** True if everything outside ASCII is written as an escape. */
  readonly isEscaped: boolean;
  /** True if `messages` stand in front of `system` and `tools`. */
  readonly messagesFirst: boolean;
  /** User messages that carry a marker, counted from the end. */
  readonly marked: number;
}

type Block = Readonly<Record<string, unknown>>;
interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Block[];
}
/** A message, and as it is written. */
interface Written {
  readonly message: Message;
  readonly json: string;
}

export interface Conversation {
  /** The body of the next request, as it is written, and the share of it that a cache would hold, in characters. */
  next(): { readonly body: string; readonly cached: number };
  readonly isOver: boolean;
}

const MARKER = { cache_control: { type: 'ephemeral' } };

const ODDITIES = [
  'Der Änderungsverlauf wird geprüft – größere Dateien zuerst. ',
  '先读取文件，然后运行测试。',
  'Готово: тесты прошли ✅. ',
  '“quoted” naïve café 🚀 👩‍💻\n',
  'const x = "a\\"b\\\\n";\t// tab\n',
  '\u001b[32mok\u001b[0m 12 passed\r\n',
] as const;

export function createConversation(shape: Shape, random: Random): Conversation {
  const write = (value: unknown): string => {
    const json = JSON.stringify(value);
    return shape.isEscaped ? json.replace(/[\u0080-\uffff]/g, escaped) : json;
  };
  const written = (message: Message): Written => ({ message, json: write(message) });
  let system = [
    textBlock(`Today is 10 March.\n${filler(shape.system, random)}`),
    textBlock(filler(400, random)),
  ];
  let tools = Array.from({ length: Math.ceil(shape.tools / 1_700) }, (_, i) => tool(i, random));
  let messages: Written[] = [];
  let size = 0;
  /** Characters of the body of the request before that this one still begins with; tools and system come first. */
  let kept = 0;
  let count = 0;
  let isOver = false;

  function add(message: Message): void {
    const one = written(message);
    messages.push(one);
    size += one.json.length;
  }

  function addTurn(): void {
    const ids = Array.from(
      { length: random.chance(0.25) ? random.int(2, 4) : 1 },
      () => `toolu_${random.hex(20)}`,
    );
    const calls = ids.map(id => {
      const input = {
        path: `src/${random.hex(6)}.ts`,
        ...(random.chance(0.02) ? { cache_control: 'mine' } : {}),
      };
      return { type: 'tool_use', id, name: `tool_${random.int(0, tools.length - 1)}`, input };
    });
    const thought = { type: 'thinking', thinking: filler(300, random), signature: random.hex(200) };
    const said = textBlock(filler(random.int(40, 300), random));
    add({ role: 'assistant', content: [...(random.chance(0.3) ? [thought] : []), said, ...calls] });
    const results = ids.map(id => {
      const text = filler(Math.ceil((shape.result * random.int(20, 300)) / 100), random);
      return { type: 'tool_result', tool_use_id: id, content: random.chance(0.2) ? text : [textBlock(text)] };
    });
    add({ role: 'user', content: results });
  }

  /** What agents do to their own prefix. */
  function disturb(): void {
    const what = random.int(1, 20);
    const before = write(tools).length;
    if (what <= 5) {
      system = [
        textBlock(`${system[0]?.text}`.replace(/\d+ March/, `${random.int(11, 30)} March`)),
        ...system.slice(1),
      ];
      kept = before;
    } else if (what <= 9) {
      tools = random.shuffled(tools);
      kept = 0;
    } else if (what <= 15) {
      const at = random.int(0, messages.length - 1);
      const { message } = messages[at] ?? written({ role: 'user', content: [] });
      const content = [...message.content.slice(0, -1), { ...message.content.at(-1), note: random.hex(4) }];
      messages[at] = written({ ...message, content });
      kept = before + write(system).length;
    } else compact();
  }

  function compact(): void {
    const tail = messages.slice(Math.floor(messages.length * 0.85)).map(({ message }) => message);
    messages = [];
    size = 0;
    add({ role: 'user', content: [textBlock(`<summary>${filler(1_000, random)}</summary>`)] });
    for (const message of tail.slice(tail.findIndex(({ role }) => role === 'assistant'))) add(message);
    kept = write(tools).length + write(system).length;
  }

  function body(): string {
    const users = messages
      .flatMap(({ message }, i) => (message.role === 'user' ? [i] : []))
      .slice(-shape.marked);
    const marks = new Set(shape.marked === 0 ? [] : users);
    const list = messages.map(({ message, json }, i) => (marks.has(i) ? write(marked(message)) : json));
    const parts = [
      `"system":${write(lastMarked(system))}`,
      `"tools":${write(lastMarked(tools))}`,
      `"messages":[${list.join(',')}]`,
    ];
    if (shape.messagesFirst) parts.reverse();
    return `{"model":"claude-opus-4-5","max_tokens":32000,${parts.join(',')},"stream":true}`;
  }

  add({ role: 'user', content: [textBlock(`Mend the module ${random.hex(5)}. ${filler(200, random)}`)] });
  while (size < shape.history) addTurn();
  return {
    next() {
      if (count > 0) addTurn();
      if (count > 0 && random.chance(shape.breaks)) disturb();
      if (size > shape.longest) {
        if (random.chance(0.5)) compact();
        else isOver = true;
      }
      count += 1;
      const next = body();
      const cached = kept;
      kept = next.length;
      return { body: next, cached };
    },
    get isOver() {
      return isOver;
    },
  };
}

const textBlock = (text: string): Block => ({ type: 'text', text });

function tool(index: number, random: Random): Block {
  const properties = Object.fromEntries(
    ['path', 'query', 'limit'].map(name => [name, { type: 'string', description: filler(200, random) }]),
  );
  const input_schema = { type: 'object', properties, required: ['path'] };
  return { name: `tool_${index}`, description: filler(700, random), input_schema };
}

function lastMarked(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, i) => (i === blocks.length - 1 ? { ...block, ...MARKER } : block));
}

function marked({ role, content }: Message): Message {
  return { role, content: lastMarked(content) };
}

/** Text of about so many characters: what tools print, what people write, and what neither of them expects. */
function filler(length: number, random: Random): string {
  const source = random.chance(0.7) ? random.pick(OUTPUTS) : sentence;
  let text = '';
  for (let line = 0; text.length < length; line += 1) {
    text += random.chance(0.02) ? random.pick(ODDITIES) : `${source(random, line)}\n`;
  }
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
