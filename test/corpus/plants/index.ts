import { besideClearedPlants } from './beside-cleared.js';
import { clearedPlants } from './cleared.js';
import { compactionPlants } from './compaction.js';
import { contentForm, resultForm } from './content-form.js';
import { dividedPlants } from './divided.js';
import { providerFlips } from './gateway.js';
import { historyPlants } from './history.js';
import { imagePlants } from './images.js';
import { injectedMarkers } from './injected.js';
import { markerPlants } from './markers.js';
import { modelChanged, speedChanged } from './model.js';
import { editPlants } from './newest-edited.js';
import { oneOfTwoPlants } from './one-of-two.js';
import { parameterPlants } from './parameters.js';
import type { Plant } from './plant.js';
import { returnPlants } from './returns.js';
import { rewoundByTwo } from './rewinds.js';
import { systemChanged, systemReordered } from './system.js';
import { thinkingPlants } from './thinking.js';
import { timingPlants } from './timing.js';
import { toolDetailPlants } from './tool-details.js';
import { integerKeyOrder, numberDigits, schemaKeyOrder } from './tool-keys.js';
import { toolPlants } from './tools.js';
import { pairPlants } from './two.js';
import { unknownPlants } from './unknown.js';
import { volatileValues } from './volatile-value.js';

/** All plants, in the order of the design's list of causes. */
export const PLANTS: readonly Plant[] = [
  ...volatileValues,
  systemChanged,
  systemReordered,
  ...toolPlants,
  modelChanged,
  speedChanged,
  ...parameterPlants,
  ...historyPlants,
  ...compactionPlants,
  ...thinkingPlants,
  ...imagePlants,
  schemaKeyOrder,
  integerKeyOrder,
  contentForm,
  resultForm,
  numberDigits,
  ...markerPlants,
  ...timingPlants,
  ...unknownPlants,
  ...pairPlants,
  ...dividedPlants,
  ...clearedPlants,
  ...besideClearedPlants,
  ...editPlants,
  ...oneOfTwoPlants,
  ...returnPlants,
  ...toolDetailPlants,
  providerFlips,
  injectedMarkers,
  rewoundByTwo,
];
