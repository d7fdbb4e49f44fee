// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// Asks with the vendor's SDK for queues, recordings, transcripts, jobs and exports; writes them as one JSON object.
//   node records.mjs URL INTERVAL FILE
// Client id and secret come from GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET.
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import platformClient from 'purecloud-platform-client-v2';

const [url, interval, file] = process.argv.slice(2);
const server = new URL(url);

const client = platformClient.ApiClient.instance;
client.setGateway({ host: server.hostname, port: Number(server.port), protocol: server.protocol.replace(':', '') });
const analytics = new platformClient.AnalyticsApi();
const people = new platformClient.UsersApi();
const recording = new platformClient.RecordingApi();
const routing = new platformClient.RoutingApi();
const speech = new platformClient.SpeechTextAnalyticsApi();
const tokens = new platformClient.TokensApi();
const out = {};
const id = process.env.GENESYS_CLIENT_ID;
const secret = process.env.GENESYS_CLIENT_SECRET;
const way_back = 'http://127.0.0.1:9/callback'; // as the emulator was told; nobody listens there

async function all(ask, pageSize = 5) {
    const rows = [];
    for (let pageNumber = 1, more = true; more; ++pageNumber) {
        const page = await ask({ pageSize, pageNumber });
        rows.push(...page.entities);
        more = page.nextUri !== undefined;
    }
    return rows;
}

// The error as the SDK has it: status and body.
async function refusal(ask) {
    try {
        await ask();
    } catch (e) {
        return { status: e.status, code: e.body?.code, message: e.body?.message };
    }
    throw new Error('not refused');
}

async function until(ask, done) {
    for (let n = 0; n !== 100; ++n) {
        const answer = await ask();
        if (done(answer)) return answer;
        await pause(20);
    }
    throw new Error('never done');
}

async function directory() {
    out.queues = await all((page) => routing.getRoutingQueues(page));
    const first = out.queues[0].id;
    out.queue = await routing.getRoutingQueue(first);
    out.named = await all(
        (page) => routing.getRoutingQueues({ ...page, id: [first, out.queues[3].id], sortOrder: 'desc' }));
    out.members = await all((page) => routing.getRoutingQueueMembers(first, page));
    out.joined = await all((page) => routing.getRoutingQueueMembers(first, { ...page, joined: true }));
    out.me = await refusal(() => people.getUsersMe());
    out.user = await people.getUser(out.members[0].id);
    out.retention = await analytics.getAnalyticsDataretentionSettings();
    out.token = await tokens.getTokensMe();
}

async function records() {
    const page = await analytics.postAnalyticsConversationsDetailsQuery(
        { interval, order: 'asc', orderBy: 'conversationStart', paging: { pageSize: 40, pageNumber: 1 } });
    out.recordings = {};
    out.metadata = {};
    out.refused = {};
    out.transcripts = {};
    for (const { conversationId, participants } of page.conversations) {
        let ready;
        try {
            ready = await until(() => recording.getConversationRecordings(conversationId, { formatId: 'WAV' }),
                (rows) => rows.every((row) => row.estimatedTranscodeTimeMs === undefined));
        } catch (e) {
            out.refused[conversationId] = e.status;
            continue;
        }
        out.recordings[conversationId] = ready;
        out.metadata[conversationId] = await recording.getConversationRecordingmetadata(conversationId);
        if (ready.length === 0) continue;
        out.one = await recording.getConversationRecording(conversationId, ready[0].id);
        out.metrics = await speech.getSpeechandtextanalyticsConversation(conversationId);
        const communication = participants[0].sessions[0].sessionId;
        if (participants[0].purpose !== 'customer') continue;
        const { url: link } = await speech.getSpeechandtextanalyticsConversationCommunicationTranscripturl(
            conversationId, communication);
        out.urls = await speech.getSpeechandtextanalyticsConversationCommunicationTranscripturls(
            conversationId, communication);
        out.transcripts[conversationId] = await (await fetch(link)).json(); // as its users do: without the token
    }
    const wanted = Object.keys(out.recordings).map((conversationId) => ({ conversationId }));
    const ticket = await recording.postRecordingBatchrequests({ batchDownloadRequestList: wanted });
    out.batch = await until(() => recording.getRecordingBatchrequest(ticket.id), (job) => job.status === 'Completed');
    out.too_many = await refusal(() => recording.postRecordingBatchrequests(
        { batchDownloadRequestList: Array.from({ length: 101 }, () => wanted[0]) }));
}

async function jobs() {
    const made = await recording.postRecordingJobs({ action: 'EXPORT', conversationQuery: { interval } });
    await until(() => recording.getRecordingJob(made.id), (job) => job.state === 'READY');
    await recording.putRecordingJob(made.id, { state: 'PROCESSING' });
    out.job = await until(() => recording.getRecordingJob(made.id), (job) => job.state === 'FULFILLED');
    await recording.postRecordingJobs({ action: 'ARCHIVE', conversationQuery: { interval } });
    out.failed = await recording.getRecordingJobFailedrecordings(made.id);
    await recording.postRecordingJobs({ action: 'DELETE' });
    await recording.deleteRecordingJob(made.id);
    out.deleted = await refusal(() => recording.getRecordingJob(made.id));
    out.jobs = await all((page) => recording.getRecordingJobs(page), 1);
    out.jobs_by_cursor = [];
    for (let cursor, more = true; more;) { // which stands in the link to the next page
        const page = await recording.getRecordingJobs({ pageSize: 1, includeTotal: false, cursor });
        out.jobs_by_cursor.push(...page.entities);
        more = page.nextUri !== undefined;
        if (more) cursor = new URL(page.nextUri, 'http://emulator').searchParams.get('cursor');
    }
    out.archives = (await recording.getRecordingJobs(
        { state: 'PENDING', jobType: 'ARCHIVE', sortBy: 'dateCreated', showOnlyMyJobs: true })).entities;
    out.asleep = await refusal(() => recording.getRecordingJobs({ state: 'ASLEEP' }));
    out.facets = await analytics.postAnalyticsConversationsDetailsQuery({
        interval, paging: { pageSize: 3, pageNumber: 1 },
        evaluationFilters: [{ type: 'and', predicates: [{ metric: 'oTotalScore', range: { gte: 50 } }] }],
        aggregations: [
            { type: 'termFrequency', dimension: 'queueId', size: 5 },
            { type: 'numericRange', metric: 'tTalk', ranges: [{ lt: 60000 }, { gte: 60000 }] },
        ],
    });

    out.found = (await speech.postSpeechandtextanalyticsTranscriptsSearch(
        { types: ['transcripts'], pageSize: 3, pageNumber: 2 }));
    await analytics.postAnalyticsReportingExports({
        name: 'night', timeZone: 'UTC', exportFormat: 'CSV', interval, period: 'P1D', locale: 'en-us',
        viewType: 'QUEUE_PERFORMANCE_SUMMARY_VIEW', filter: { mediaTypes: ['voice'] },
    });
    out.exports = await all((page) => analytics.getAnalyticsReportingExports(page));
}

// Logs a person in, as a browser would, and asks who that is.
async function person() {
    const form = new URLSearchParams({ response_type: 'code', client_id: id, redirect_uri: way_back, state: 'x',
        login: 'user0@example.com', password: 'test-password', answer: 'login' });
    const sent = await fetch(new URL('/oauth/authorize', url), { method: 'POST', body: form, redirect: 'manual' });
    const code = new URL(sent.headers.get('location')).searchParams.get('code');
    await client.loginCodeAuthorizationGrant(id, secret, code, way_back);
    out.person = await people.getUsersMe();
}

try {
    await client.loginClientCredentialsGrant(id, secret);
    await directory();
    await records();
    await jobs();
    await person();
    writeFileSync(file, JSON.stringify(out));
    process.exit(0); // the SDK watches its configuration file for ever
} catch (e) {
    console.error(e?.message ?? e, e?.status ?? '', JSON.stringify(e?.body ?? e?.errorDetails ?? null));
    process.exit(1);
}
