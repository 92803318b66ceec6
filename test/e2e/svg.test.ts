import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { screenToSvg, type ThemeName } from './svg.js';

async function picture(text: string, cols = 10, rows = 1, theme?: ThemeName): Promise<string> {
  const terminal = new Terminal({ cols, rows, allowProposedApi: true });
  await new Promise<void>(done => terminal.write(text, done));
  return screenToSvg(terminal, { title: 'a & b', ...(theme === undefined ? {} : { theme }) });
}

describe('screenToSvg', () => {
  it('writes a run of plain text once, as wide as its cells', async () => {
    const svg = await picture('  hit <1 %');
    expect(svg).toContain(
      '<text x="18" y="14" textLength="72" lengthAdjust="spacingAndGlyphs">hit &lt;1 %</text>',
    );
    expect(svg).toContain('<title>a &amp; b</title>');
  });

  it('gives characters beyond ASCII a place of their own', async () => {
    const svg = await picture('ab✗cd');
    expect(svg.match(/<text/g)).toHaveLength(3);
    expect(svg).toContain('<text x="18" y="14" textLength="9"');
    expect(await picture('漢a')).toContain('<text x="18" y="14" textLength="9"');
  });

  it('keeps colour, bold, dim, underline and inverse', async () => {
    expect(await picture('\u001B[31mx')).toContain('fill="#ff7b72">x<');
    expect(await picture('\u001B[1;31mx')).toContain('fill="#ffa198" font-weight="bold">x<');
    expect(await picture('\u001B[2mx')).toContain('opacity="0.6">x<');
    expect(await picture('\u001B[4mx')).toContain('text-decoration="underline">x<');
    expect(await picture('\u001B[38;2;1;2;3mx')).toContain('fill="#010203">x<');
    expect(await picture('\u001B[38;5;196mx')).toContain('fill="#ff0000">x<');
    expect(await picture('\u001B[38;5;244mx')).toContain('fill="#808080">x<');
    const inverse = await picture('\u001B[7mx');
    expect(inverse).toContain(
      '<rect x="0" y="0" width="9" height="19" fill="#d6dde6" shape-rendering="crispEdges"/>',
    );
    expect(inverse).toContain('fill="#0d1117">x<');
  });

  it('places what stands behind several blanks, which a browser may take for one', async () => {
    const svg = await picture('a b   c');
    expect(svg).toContain('<text x="0" y="14" textLength="27" lengthAdjust="spacingAndGlyphs">a b</text>');
    expect(svg).toContain('<text x="54" y="14" textLength="9" lengthAdjust="spacingAndGlyphs">c</text>');
  });

  it('has the colours of the terminal that it draws', async () => {
    const light = await picture('a\u001B[31mx\u001B[0;7my', 10, 1, 'light');
    expect(light).toContain('rx="10" fill="#ffffff" stroke="#d0d7de"');
    expect(light).toContain('fill="#cf222e">x<');
    expect(light).toContain('fill="#ffffff">y<');
    expect(light).not.toMatch(/#0d1117|#d6dde6/);
  });

  it('draws lines and bars as shapes, a row of them as one', async () => {
    const svg = await picture('╭───╮│░░█▌');
    expect(svg).not.toContain('<text');
    expect(svg).toContain('<rect x="0" y="9" width="27" height="1" shape-rendering="crispEdges"/>');
    expect(svg).toContain(
      '<rect x="0" y="0" width="18" height="19" fill-opacity="0.25" shape-rendering="crispEdges"/>',
    );
    expect(svg).toContain('<rect x="0" y="0" width="4.5" height="19" shape-rendering="crispEdges"/>');
  });

  it('shows nothing for an empty screen but the frame', async () => {
    expect(await picture('', 2, 1)).toBe(
      [
        '<svg xmlns="http://www.w3.org/2000/svg" width="46" height="47" viewBox="0 0 46 47" role="img">',
        '<title>a &amp; b</title>',
        '<rect x="0.5" y="0.5" width="45" height="46" rx="10" fill="#0d1117" stroke="#30363d"/>',
        `<g transform="translate(14 14)" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="15" fill="#d6dde6">`,
        '</g>',
        '</svg>',
        '',
      ].join('\n'),
    );
  });
});
