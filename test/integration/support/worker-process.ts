/** `node worker-process.ts <database URL> <data folder> <lease in seconds>`: a worker that can be killed or stopped. */
import { AwsClients } from '../../../api/aws/clients.ts';
import { startWorker } from '../../../api/reconciler/worker.ts';
import { connect } from '../../../api/store/connect.ts';
import { Store } from '../../../api/store/store.ts';
import { workerOptions } from './worker-options.ts';

const [url = '', folder = '', lease = ''] = process.argv.slice(2);
const leaseSeconds = Number(lease);
const { db } = connect({ url, poolSize: 4, onIdleError: () => undefined });
await startWorker({
  ...workerOptions(new Store(db), folder, { leaseSeconds, interruptSeconds: leaseSeconds / 3 }),
  // Where the environment says.
  aws: new AwsClients({ homeRegion: 'eu-west-1' }),
});
console.log('ready');
