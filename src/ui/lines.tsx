import { Box, Transform } from 'ink';
import type { ReactNode } from 'react';
import { paint } from './ink.js';
import type { Line } from './line.js';

interface LinesProps {
  readonly lines: readonly Line[];
  readonly width: number;
}

/**
 * Prints lines as they are. Ink measures every text it lays out and remembers each one for the life of the process
 * (`measure-text.js`, a Map without a bound), which a screen that runs for days cannot afford: so Ink lays out a blank of the right
 * height, always the same, and the lines take its place when it is printed. They are cut to their width already.
 */
export function Lines({ lines, width }: LinesProps): ReactNode {
  if (lines.length === 0) return null;
  return (
    <Box width={width} height={lines.length} flexShrink={0}>
      <Transform transform={(_, row) => paint(lines[row] ?? [])}>{blank(lines.length)}</Transform>
    </Box>
  );
}

const blank = (rows: number): string => Array.from({ length: rows }, () => ' ').join('\n');
