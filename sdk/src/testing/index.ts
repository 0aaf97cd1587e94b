/** A fake of the API and signed webhooks, for the tests of those who use the SDK. */
export { type FakeApiOptions, FakePrivateLinkApi, type RecordedRequest } from './fake-api.ts';
export type { Fault } from './faults.ts';
export {
  connectionStateChanged,
  type SignedWebhook,
  type SignWebhookOptions,
  signTestWebhook,
  testWebhookSecret,
} from './webhook.ts';
