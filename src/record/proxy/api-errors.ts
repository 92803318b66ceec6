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

const SHAPES: Readonly<Record<Vendor, (message: string) => unknown>> = {
  anthropic: message => ({ type: 'error', error: { type: 'api_error', message } }),
  openai: message => ({
    error: { message, type: 'server_error', param: null, code: 'upstream_unreachable' },
  }),
  ollama: message => ({ error: message }),
  gemini: message => ({ error: { code: 502, message, status: 'UNAVAILABLE' } }),
};
