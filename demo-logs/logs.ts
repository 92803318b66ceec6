import { healthyDay } from './healthy-day.js';
import { messageId } from './message-id.js';
import { sixRequests } from './six-requests.js';

/** The demo logs; a new one is a file beside this and a line here. */
export const LOGS: readonly { readonly name: string; readonly make: () => string }[] = [
  { name: 'six-requests', make: sixRequests },
  { name: 'healthy-day', make: healthyDay },
  { name: 'message-id', make: messageId },
];
