/** HTTP cassettes (go-vcr, VCR) written as JSON lines: `request.body_raw` is the body as sent, `request.body` a parsed one. */
import { at, isObject, numberOf, textOf } from '../json/json.js';
import { exchangeRecords } from './exchange.js';
import type { LogFormat } from './format.js';

export const cassette: LogFormat = {
  id: 'cassette',
  title: 'HTTP cassette',
  fidelity: 'wire',
  recognises: ({ request, response }) =>
    isObject(request) &&
    textOf(request.url) !== null &&
    (request.body !== undefined || request.body_raw !== undefined) &&
    isObject(response) &&
    numberOf(response.status) !== null,
  open: () => ({
    read: line => {
      const { request, response } = line.value;
      const raw = textOf(at(request, 'body_raw'));
      return exchangeRecords({
        line,
        fidelity: raw === null ? 'reserialised' : 'wire',
        method: textOf(at(request, 'method')),
        url: textOf(at(request, 'url')),
        requestHeaders: at(request, 'headers'),
        body: raw ?? at(request, 'body'),
        bodyAt: ['request', raw === null ? 'body' : 'body_raw'],
        response: at(response, 'body_raw') ?? at(response, 'body'),
        status: numberOf(at(response, 'status')),
      });
    },
  }),
};
