import type { PanelId } from '../layout.js';
import type { Panel } from '../scene.js';
import { breaks } from './breaks.js';
import { clock } from './clock.js';
import { diff } from './diff.js';
import { empty } from './empty.js';
import { facts } from './facts.js';
import { footer } from './footer.js';
import { gauge } from './gauge.js';
import { header } from './header.js';
import { help } from './help.js';
import { messages } from './messages.js';
import { palette } from './palette.js';
import { prefix } from './prefix.js';
import { requests } from './requests.js';
import { scopes } from './scopes.js';
import { wounds } from './wounds.js';

/** Every panel by its name in the layout. */
export const PANELS: Readonly<Record<PanelId, Panel>> = {
  header,
  gauge,
  clock,
  breaks,
  requests,
  wounds,
  diff,
  prefix,
  footer,
  facts,
  help,
  scopes,
  palette,
  messages,
  empty,
};
