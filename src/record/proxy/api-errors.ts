import type { Vendor } from './vendors.js';

/** An error answer in the shape that clients of an API understand. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
}

/** `502`: no response came from the upstream. All SDKs retry it as they would a failed connection. */
export const badGateway = (vendor: Vendor, message: string): ErrorAnswer =>
  answer(vendor, message, {
    ...{ status: 502, code: 'upstream_unreachable' },
    ...{ anthropic: 'api_error', openai: 'server_error', gemini: 'UNAVAILABLE' },
  });

/** `403`: nobody who may use the proxy sent it. */
export const forbidden = (vendor: Vendor, message: string): ErrorAnswer =>
  answer(vendor, message, {
    ...{ status: 403, code: 'visitor_refused' },
    ...{ anthropic: 'permission_error', openai: 'request_forbidden', gemini: 'PERMISSION_DENIED' },
  });

/** `400`: it is not sent, and would not be sent if it came again; no SDK tries again. */
export const unsent = (vendor: Vendor, message: string): ErrorAnswer =>
  answer(vendor, message, { ...MISTAKE, code: 'prefix_broken' });

/** `400`: nobody knows where it is to be sent. */
export const unplaced = (vendor: Vendor, message: string): ErrorAnswer =>
  answer(vendor, message, { ...MISTAKE, code: 'no_upstream' });

/** What each vendor calls an error, by its reference of errors; `code` is ours. */
interface ErrorNames extends Readonly<Record<Exclude<Vendor, 'ollama'>, string>> {
  readonly status: number;
  readonly code: string;
}

const MISTAKE = {
  ...{ status: 400, anthropic: 'invalid_request_error', openai: 'invalid_request_error' },
  gemini: 'INVALID_ARGUMENT',
} as const;

const answer = (vendor: Vendor, message: string, names: ErrorNames): ErrorAnswer => ({
  status: names.status,
  body: JSON.stringify(SHAPES[vendor](message, names)),
});

const SHAPES: Readonly<Record<Vendor, (message: string, names: ErrorNames) => unknown>> = {
  anthropic: (message, { anthropic: type }) => ({ type: 'error', error: { type, message } }),
  openai: (message, { openai: type, code }) => ({ error: { message, type, param: null, code } }),
  ollama: message => ({ error: message }),
  gemini: (message, { status: code, gemini: status }) => ({ error: { code, message, status } }),
};
