import { DescribeAvailabilityZonesCommand, type EC2Client } from '@aws-sdk/client-ec2';

const known = new WeakMap<EC2Client, Map<string, string>>();

/** AZ ids by name, as the client's account knows them; asked once for each client. */
export async function zoneNames(client: EC2Client): Promise<ReadonlyMap<string, string>> {
  let names = known.get(client);
  if (names === undefined) {
    const { AvailabilityZones: zones = [] } = await client.send(
      new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true }),
    );
    names = new Map(
      zones.flatMap(({ ZoneName, ZoneId }) =>
        ZoneName !== undefined && ZoneId !== undefined ? [[ZoneName, ZoneId]] : [],
      ),
    );
    known.set(client, names);
  }
  return names;
}
