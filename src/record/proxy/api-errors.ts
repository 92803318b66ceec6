import type { Vendor } from './vendors.js';

/** An error answer in the shape that clients of an API understand. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
}

/** `502`: no response came from the upstream. All SDKs retry it as they would a failed connection. */
export function badGateway(vendor: Vendor, message: string): ErrorAnswer {
  return { status: 502, body: JSON.stringify(SHAPES[vendor](message, UNREACHABLE)) };
}

/** `403`: nobody who may use the proxy sent it. */
export function forbidden(vendor: Vendor, message: string): ErrorAnswer {
  return { status: 403, body: JSON.stringify(SHAPES[vendor](message, UNREACHABLE)) };
}

/** `400`: it is not sent, and would not be sent if it came again; no SDK tries again. */
export function unsent(vendor: Vendor, message: string): ErrorAnswer {
  return { status: 400, body: JSON.stringify(MISTAKES[vendor](message, 'prefix_broken')) };
}

/** `400`: nobody knows where it is to be sent. */
export function unplaced(vendor: Vendor, message: string): ErrorAnswer {
  return { status: 400, body: JSON.stringify(MISTAKES[vendor](message, 'no_upstream')) };
}

const UNREACHABLE = 'upstream_unreachable';

type Shapes = Readonly<Record<Vendor, (message: string, code: string) => unknown>>;

const SHAPES: Shapes = {
  anthropic: message => ({ type: 'error', error: { type: 'api_error', message } }),
  openai: (message, code) => ({ error: { message, type: 'server_error', param: null, code } }),
  ollama: message => ({ error: message }),
  gemini: message => ({ error: { code: 502, message, status: 'UNAVAILABLE' } }),
};

const MISTAKES: Shapes = {
  anthropic: message => ({ type: 'error', error: { type: 'invalid_request_error', message } }),
  openai: (message, code) => ({ error: { message, type: 'invalid_request_error', param: null, code } }),
  ollama: message => ({ error: message }),
  gemini: message => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }),
};
