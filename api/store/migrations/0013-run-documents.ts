import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What a run carries out, and which resources it imports: kept until a later run of the stack succeeds.
  await sql`alter table runs add column document jsonb, add column imports jsonb`.execute(db);
  await sql`create index runs_with_document on runs (stack, seq desc) where document is not null`.execute(db);
  await sql`create index runs_succeeded on runs (stack, seq desc) where state = 'succeeded'`.execute(db);
}
