/** Every dispatcher of undici fits, by its shape. */
import { Agent, type Dispatcher, MockAgent, Pool, ProxyAgent, RetryAgent } from 'undici';
import { type HttpDispatcher, PrivateLinkClient } from '../../../sdk/src/index.ts';
import { expectType } from './expect-type.ts';

const agent = new Agent();
expectType<HttpDispatcher>(agent);
expectType<HttpDispatcher>(new MockAgent());
expectType<HttpDispatcher>(new Pool('http://127.0.0.1'));
expectType<HttpDispatcher>(new ProxyAgent('http://127.0.0.1'));
expectType<HttpDispatcher>(new RetryAgent(agent));
expectType<HttpDispatcher>(agent.compose((dispatch: Dispatcher['dispatch']) => dispatch));
new PrivateLinkClient({ baseUrl: 'http://a.test', token: 't', dispatcher: agent });
// @ts-expect-error fetch is no dispatcher
new PrivateLinkClient({ baseUrl: 'http://a.test', token: 't', dispatcher: fetch });
