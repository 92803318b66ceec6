/** The tools of the invented agent, with schemas of the size that real agents send. */
import { sentence } from './prose.js';
import { createRandom } from './random.js';
import type { Tool } from './record.js';

type Property = Readonly<Record<string, unknown>>;

const PURPOSES: readonly (readonly [string, string])[] = [
  ['read_file', 'Read a text file of the workspace, whole or a range of lines.'],
  ['write_file', 'Write a text file of the workspace; the folder is made if it is missing.'],
  ['patch_file', 'Replace one exact passage of a file by another.'],
  ['list_folder', 'List a folder, newest first, with sizes.'],
  ['search_text', 'Find a pattern in the files of the workspace.'],
  ['shell', 'Run a command in the workspace and return what it printed.'],
  ['shell_poll', 'Read more output of a command that still runs.'],
  ['shell_stop', 'Stop a running command.'],
  ['message', 'Act in a chat room: send, edit, pin, and what else the room can do.'],
  ['room_info', 'What a room allows, who is in it, and what it was last about.'],
  ['room_history', 'Older messages of a room, oldest first.'],
  ['person_info', 'What the roster says of a person: time zone, duties, how to reach them.'],
  ['timer_set', 'Wake this conversation later with a note.'],
  ['timer_list', 'Timers that have not fired.'],
  ['timer_drop', 'Drop a timer.'],
  ['memory_put', 'Keep a fact for later conversations.'],
  ['memory_find', 'Find kept facts by meaning.'],
  ['memory_drop', 'Forget a kept fact.'],
  ['crew_start', 'Give a task to a helper with its own conversation.'],
  ['crew_wait', 'Wait for helpers and read what they found.'],
  ['crew_stop', 'Stop a helper.'],
  ['page_fetch', 'Fetch a page and return its text.'],
  ['page_search', 'Search the web and return titles, addresses and excerpts.'],
  ['image_look', 'Look at an image of the workspace and answer a question about it.'],
  ['sheet_query', 'Ask a table of the workspace with a small query language.'],
  ['repo_state', 'Branch, changed files and the last commits of a repository.'],
  ['repo_commit', 'Commit named files with a message.'],
  ['repo_review', 'Open a review, or answer one.'],
  ['build_run', 'Start a build or a test suite on the build host.'],
  ['build_log', 'The log of a build, by step.'],
  ['deploy_plan', 'What a deployment would change, without changing it.'],
  ['deploy_run', 'Carry out a deployment plan after somebody approved it.'],
  ['config_read', 'Read settings of a service; secrets are shown as their names.'],
  ['status_board', 'Health of all services, and open incidents.'],
];

/** Arguments that many tools share. */
const ARGUMENTS: readonly (readonly [string, Property])[] = [
  ['path', { type: 'string', description: 'Path from the root of the workspace, with forward slashes.' }],
  ['room', { type: 'string', description: 'Name of the room; the current one if it is left out.' }],
  ['limit', { type: 'integer', minimum: 1, maximum: 500, description: 'The most items to return.' }],
  ['cursor', { type: 'string', description: 'Where the previous answer stopped, as that answer gave it.' }],
  ['timeout_ms', { type: 'integer', minimum: 100, description: 'Give up after so many milliseconds.' }],
  ['dry_run', { type: 'boolean', description: 'Say what would happen and change nothing.' }],
  ['reason', { type: 'string', description: 'One line for the journal: why this is done now.' }],
  ['since', { type: 'string', description: 'Only what is newer than this time (ISO 8601, UTC).' }],
  [
    'labels',
    { type: 'array', items: { type: 'string' }, description: 'Only items that carry all of these labels.' },
  ],
  ['format', { type: 'string', enum: ['text', 'table', 'json'], description: 'Shape of the answer.' }],
  ['once_key', { type: 'string', description: 'A second call with the same key within a day does nothing.' }],
  ['notify', { type: 'array', items: { type: 'string' }, description: 'People to mention when it is done.' }],
];

export const ROOM_ACTIONS = ['send', 'edit', 'delete', 'pin', 'unpin', 'react', 'thread', 'upload'];
/** The list after the agent looked up what a group chat can do: grown, and in another order. */
export const GROUP_ACTIONS = [
  ...['thread', 'poll', 'send', 'mention', 'pin', 'mute', 'upload'],
  ...['edit', 'topic', 'react', 'unpin', 'invite', 'delete'],
];

/** The first `count` tools; `guidance` is how many sentences of advice each description carries. */
export function makeTools(
  seed: number,
  count: number,
  guidance: number,
  actions: readonly string[] = ROOM_ACTIONS,
): readonly Tool[] {
  const random = createRandom(seed);
  return PURPOSES.slice(0, count).map(([name, purpose]) => ({
    name,
    description: [purpose, ...Array.from({ length: guidance }, () => sentence(random, 0))].join(' '),
    input_schema: {
      type: 'object',
      properties: {
        ...(name === 'message' ? { action: actionOf(actions) } : {}),
        target: { type: 'string', description: `What ${name} works on. ${sentence(random, 0)}` },
        ...Object.fromEntries(random.shuffled(ARGUMENTS).slice(0, random.int(6, 8))),
      },
      required: name === 'message' ? ['action', 'target'] : ['target'],
      additionalProperties: false,
    },
  }));
}

const actionOf = (actions: readonly string[]): Property => ({
  type: 'string',
  enum: actions,
  description:
    'What to do in the room. Actions that the room does not know return an error and change nothing.',
});
