/** claude-trace (badlogic/lemmy): one request/response pair a line, written when the response had ended. */
import { at, isObject, numberOf, textOf, timeOf } from '../json/json.js';
import { exchangeRecords } from './exchange.js';
import type { LogFormat } from './format.js';

export const claudeTrace: LogFormat = {
  id: 'claude-trace',
  title: 'claude-trace',
  fidelity: 'reserialised',
  recognises: value =>
    isObject(value.request) &&
    numberOf(value.request.timestamp) !== null &&
    textOf(value.request.url) !== null &&
    value.response !== undefined,
  open: () => ({
    read: line => {
      const { request, response } = line.value;
      return exchangeRecords({
        line,
        fidelity: 'reserialised',
        method: textOf(at(request, 'method')),
        url: textOf(at(request, 'url')),
        requestHeaders: at(request, 'headers'),
        body: at(request, 'body'),
        bodyAt: ['request', 'body'],
        responseHeaders: at(response, 'headers'),
        response: at(response, 'body') ?? at(response, 'body_raw'),
        status: numberOf(at(response, 'status_code')),
        known: { at: timeOf(at(request, 'timestamp')) },
        times: { endedAt: timeOf(at(response, 'timestamp')) },
      });
    },
  }),
};
