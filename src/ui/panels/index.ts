import type { PanelId } from '../layout.js';
import type { Panel } from '../scene.js';
import { breaks } from './breaks.js';
import { clock } from './clock.js';
import { diff } from './diff.js';
import { footer } from './edges/footer.js';
import { header } from './edges/header.js';
import { empty } from './empty.js';
import { facts } from './facts.js';
import { gauge } from './gauge.js';
import { help } from './over/help.js';
import { messages } from './over/messages.js';
import { palette } from './over/palette.js';
import { scopes } from './over/scopes.js';
import { prefix } from './prefix.js';
import { requests } from './requests.js';
import { wounds } from './wounds/wounds.js';

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
