/** What an agent is to the search: where it keeps its logs, and what makes it write better ones. */

/** The machine that is searched; all that the search knows of it beside its files. */
export interface Machine {
  /** Home folder, absolute. */
  readonly home: string;
  /** Working directory, absolute. */
  readonly cwd: string;
  /** Folder under which the settings of the whole machine stand: `/`. */
  readonly root: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Where logs may be. `file`: one log. `folder`: a log is each file in it, and in folders at most `depth` levels below.
 * `bodies`: a folder that is one log. `unreadable`: what an agent keeps and no format reads, with a sentence that says
 * what to do instead. `problem`: what could not be asked, with a sentence.
 */
export type LogPlace =
  | { readonly kind: 'file'; readonly path: string; readonly format: string }
  | {
      readonly kind: 'folder';
      readonly path: string;
      readonly depth: number;
      isLog(name: string): boolean;
      /** The folder with more of the same log; a log is as new as what is in there. */
      partsOf?(log: string): string;
      readonly format: string;
    }
  | { readonly kind: 'bodies'; readonly path: string; readonly format: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }
  | { readonly kind: 'problem'; readonly path: string; readonly reason: string };

/** How agents look at files that say where the logs are. */
export interface Look {
  /** Names in a folder; none if it cannot be read. */
  names(folder: string): Promise<readonly string[]>;
  /** The text of a small file; `null` if there is none, or why it cannot be read. */
  text(path: string): Promise<{ readonly text: string } | { readonly reason: string } | null>;
}

/** A line that makes an agent write a better log. */
export interface Advice {
  /** Exactly as it is typed. */
  readonly line: string;
  /** What it gives, and what to know about it. */
  readonly gives: string;
}

/** An agent, or a tool that records agents: one file in `agents/`, one line in its `index.ts`. */
export interface Agent {
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  places(machine: Machine, look: Look): Promise<readonly LogPlace[]>;
  readonly advice: readonly Advice[];
}
