// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// Pulls conversations (by query and by job) and users with the vendor's SDK and writes them as NDJSON.
//   node pull.mjs URL INTERVAL FOLDER PAGE_SIZE
// Client id and secret come from GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import platformClient from 'purecloud-platform-client-v2';

const [url, interval, folder, pageSizeText] = process.argv.slice(2);
const pageSize = Number(pageSizeText);
const server = new URL(url);

const client = platformClient.ApiClient.instance;
client.setGateway({ host: server.hostname, port: Number(server.port), protocol: server.protocol.replace(':', '') });
const analytics = new platformClient.AnalyticsApi();
const people = new platformClient.UsersApi();

async function write(name, rows) {
    const file = createWriteStream(join(folder, name));
    let count = 0;
    for await (const row of rows) {
        if (!file.write(JSON.stringify(row) + '\n')) await once(file, 'drain');
        ++count;
    }
    file.end();
    await once(file, 'finish');
    console.log(`${name}: ${count} rows`);
}

async function* byQuery() {
    for (let pageNumber = 1; ; ++pageNumber) {
        const page = await analytics.postAnalyticsConversationsDetailsQuery({
            interval, order: 'asc', orderBy: 'conversationStart', paging: { pageSize, pageNumber },
        });
        const rows = page.conversations ?? [];
        yield* rows;
        if (rows.length < pageSize) return;
    }
}

async function* byJob() {
    const { jobId } = await analytics.postAnalyticsConversationsDetailsJobs(
        { interval, startOfDayIntervalMatching: true });
    for (let state = 'QUEUED'; state !== 'FULFILLED';) {
        await pause(50);
        ({ state } = await analytics.getAnalyticsConversationsDetailsJob(jobId));
        if (!['QUEUED', 'PENDING', 'FULFILLED'].includes(state)) throw new Error(`the job ended as ${state}`);
    }
    for (let cursor; ;) {
        const page = await analytics.getAnalyticsConversationsDetailsJobResults(jobId, { pageSize, cursor });
        yield* page.conversations ?? [];
        cursor = page.cursor;
        if (!cursor) break;
    }
    await analytics.deleteAnalyticsConversationsDetailsJob(jobId);
}

async function* users() {
    for (let pageNumber = 1, pageCount = 1; pageNumber <= pageCount; ++pageNumber) {
        const page = await people.getUsers({ pageSize, pageNumber, state: 'any' });
        yield* page.entities ?? [];
        pageCount = page.pageCount;
    }
}

try {
    await client.loginClientCredentialsGrant(process.env.GENESYS_CLIENT_ID, process.env.GENESYS_CLIENT_SECRET);
    await write('details.ndjson', byQuery());
    await write('jobs.ndjson', byJob());
    await write('users.ndjson', users());
    process.exit(0); // the SDK watches its configuration file for ever
} catch (e) {
    console.error(e?.message ?? e, e?.status ?? '', JSON.stringify(e?.body ?? e?.errorDetails ?? null));
    process.exit(1);
}
