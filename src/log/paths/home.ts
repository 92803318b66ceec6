import { userInfo } from 'node:os';

/** A variable that holds an absolute path; empty and relative ones count as unset (XDG Base Directory Specification). */
export function absolutePath(value: string | undefined): string | null {
  return value?.startsWith('/') ? value : null;
}

/** The user's home: `HOME`, or what the system knows of the user where that is unset, empty or relative. */
export function homeOf(env: Readonly<Record<string, string | undefined>>): string {
  return absolutePath(env.HOME) ?? homeOfUser() ?? '/';
}

function homeOfUser(): string | null {
  try {
    return absolutePath(userInfo().homedir);
  } catch {
    // A user id without an entry, as containers have it.
    return null;
  }
}
