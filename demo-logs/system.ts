/** The system text of the invented agent. */
import { filePath, jsonBytes, type LineSource, sentence, textOf } from './prose.js';
import { createRandom, type Random } from './random.js';
import { FAULTS, PARTS, PEOPLE, REMEDIES, ROOMS, SERVICES } from './words.js';

/** 57 characters: the short block that many agents put in front of the long one. */
export const IDENTITY = 'You are Tern, the crew agent of the Quayside chat gateway';

export const INLINE_BUTTONS =
  '- Inline buttons supported: give `buttons` as rows of label and value; the press comes back as a message.\n';

export const GROUP_CHAT = `## Group Chat Context
This conversation is a room with several people. You read every message and answer few of them.
- Speak when you are named, when you can add a fact, or when something breaks. Otherwise stay silent.
- One answer a question. Do not answer the same person twice in a row without news.
- Never repeat in a room what somebody told you in private, and never name a setting that holds a secret.
- Long output goes into a thread or a file; the room gets two lines and a link.
- Polls close after an hour. Topics are renamed by people, not by you.
- When two people disagree, say what each choice costs and let them decide.
`;

const OPENING = `# Crew rules
You work for the people who run Quayside. They write to you in chat rooms; you read logs, repair code and keep the services afloat.

## Tone
Short sentences. First the answer, then the reason, then what you did not check. No greetings, no apologies, no emoji — people read this at night on a phone.

## Work
1. Look before you change: read the file, the journal and the last commits of the part in question.
2. Make the smallest change that can be shown to be right → then show it with a test that failed before.
3. Say what you are about to do when it takes longer than a minute, and when it cannot be undone.
4. Stop and ask when a deployment, a deletion or a message to people outside is needed.
5. When you were wrong, say so in the same place where you said it.

## Files
The workspace is a clone of every repository of the crew. Paths are written from its root. Generated folders are listed in \`docs/generated.md\`: never edit them, change what generates them.
`;

const CLOSING = `## Silence
If a wake-up needs no answer, reply with the single word PASS. It is never shown in a room.
`;

/** The last lines in front of the line that changes between requests. */
const MESSAGING = `

## Messaging
What a room can do depends on the network behind it; \`room_info\` says what it is.
- Text is Markdown. Tables become lists where the network has none.
- A message over 3900 characters is split at a blank line.
- Files up to 20 MB go with \`upload\`; larger ones as a link.
`;

export interface SystemHalves {
  readonly head: string;
  readonly tail: string;
}

/** Rules of the agent in two halves: exactly `headCharacters`, and `tailBytes` inside a JSON string. */
export function systemHalves(seed: number, headCharacters: number, tailBytes: number): SystemHalves {
  const random = createRandom(seed);
  const space = headCharacters - MESSAGING.length - 1;
  const head = `${(OPENING + sections(random, space)).slice(0, space).trimEnd()}.`;
  const end = textOf(tailBytes - jsonBytes(CLOSING), section, random, '');
  return { head: head + MESSAGING.padStart(headCharacters - head.length, '\n'), tail: end + CLOSING };
}

function sections(random: Random, characters: number): string {
  let text = '';
  for (let index = 0; text.length < characters; index++) text += section(random, index);
  return text;
}

const section: LineSource = (random, index) => random.pick([service, playbook, decision])(random, index);

const service = (random: Random): string => {
  const name = random.pick(SERVICES);
  return `
## Service ${name}
Owner: ${random.pick(PEOPLE)}. Room: #${random.pick(ROOMS)}. Entry: \`${name}/${filePath(random)}\`.
- Its ${random.pick(PARTS)} ${random.pick(FAULTS)} under load; the known remedy is to ${random.pick(REMEDIES)}.
- Tests: \`make -C ${name} check\` (about ${random.int(1, 9)} minutes). Journal: \`/var/log/${name}/current\`.
- ${sentence(random, 0)}
`;
};

const playbook = (random: Random): string => `
## Playbook: the ${random.pick(PARTS)} ${random.pick(FAULTS)}
1. \`status_board\` for ${random.pick(SERVICES)} and what it depends on.
2. ${sentence(random, 0)}
3. If the backlog is over ${random.int(200, 5000)} envelopes, ask ${random.pick(PEOPLE)} before you ${random.pick(REMEDIES)}.
4. ${sentence(random, 0)}
5. Write two lines into #${random.pick(ROOMS)}: what broke, and since when.
`;

const decision = (random: Random, index: number): string => `
## Decision ${index + 1}
${sentence(random, 0)} ${sentence(random, 0)} Decided by ${random.pick(PEOPLE)} and ${random.pick(PEOPLE)}; open it again only with new numbers.
`;
