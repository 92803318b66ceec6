import type { Vendor } from './routes.js';

/** An error answer in the shape that clients of an API understand. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
}

/** `502`: no response came from the upstream. All SDKs retry it as they would a failed connection. */
export function badGateway(vendor: Vendor, message: string): ErrorAnswer {
  return { status: 502, body: JSON.stringify(SHAPES[vendor](message)) };
}

/** `403`: nobody who may use the proxy sent it. */
export function forbidden(vendor: Vendor, message: string): ErrorAnswer {
  return { status: 403, body: JSON.stringify(SHAPES[vendor](message)) };
}

/** `400`: it is not sent, and would not be sent if it came again; no SDK tries again. */
export function unsent(vendor: Vendor, message: string): ErrorAnswer {
  return { status: 400, body: JSON.stringify(MISTAKES[vendor](message)) };
}

type Shapes = Readonly<Record<Vendor, (message: string) => unknown>>;

const SHAPES: Shapes = {
  anthropic: message => ({ type: 'error', error: { type: 'api_error', message } }),
  openai: message => ({
    error: { message, type: 'server_error', param: null, code: 'upstream_unreachable' },
  }),
  ollama: message => ({ error: message }),
  gemini: message => ({ error: { code: 502, message, status: 'UNAVAILABLE' } }),
};

const MISTAKES: Shapes = {
  anthropic: message => ({ type: 'error', error: { type: 'invalid_request_error', message } }),
  openai: message => ({
    error: { message, type: 'invalid_request_error', param: null, code: 'prefix_broken' },
  }),
  ollama: message => ({ error: message }),
  gemini: message => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }),
};
