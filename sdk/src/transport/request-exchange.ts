import type { HttpDispatcher } from './dispatcher.ts';
import type { Exchange } from './exchange.ts';

/** Over a dispatcher that the user gave us: of any copy of undici, so that nothing but its `request` is relied upon. */
export function requestExchange(dispatcher: HttpDispatcher): Exchange {
  return async (request, signal) => {
    const controller = new AbortController();
    signal.onAbort((reason) => controller.abort(reason));
    const { statusCode, headers, body } = await dispatcher.request({ ...request, signal: controller.signal });
    return { status: statusCode, headers, text: await body.text() };
  };
}
