// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// Asks the same questions as `09_calls FROM TO raw` with the vendor's SDK and writes the answers, a line each.
//   node analytics.mjs URL INTERVAL
// Client id and secret come from GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET.
import { setTimeout as pause } from 'node:timers/promises';
import platformClient from 'purecloud-platform-client-v2';

const [url, interval] = process.argv.slice(2);
const server = new URL(url);

const client = platformClient.ApiClient.instance;
client.setGateway({ host: server.hostname, port: Number(server.port), protocol: server.protocol.replace(':', '') });
const api = new platformClient.AnalyticsApi();

const matches = (dimension, value) => ({ type: 'dimension', dimension, operator: 'matches', value });
const say = (name, answer) => console.log(`${name}\t${JSON.stringify(answer)}`);

async function settled(status) {
    for (let state = 'QUEUED'; state !== 'FULFILLED';) {
        await pause(20);
        ({ state } = await status());
        if (!['QUEUED', 'PENDING', 'FULFILLED'].includes(state)) throw new Error(`the job ended as ${state}`);
    }
}

async function rows(page, list) {
    const all = [];
    for (let cursor; ;) {
        const answer = await page(cursor);
        all.push(...answer[list]);
        cursor = answer.cursor;
        if (!cursor) return all;
    }
}

try {
    await client.loginClientCredentialsGrant(process.env.GENESYS_CLIENT_ID, process.env.GENESYS_CLIENT_SECRET);
    const offered = await api.postAnalyticsConversationsAggregatesQuery(
        { interval, groupBy: ['queueId'], metrics: ['nOffered'] });
    const queues = offered.results.map((r) => r.group.queueId).filter(Boolean);

    const hours = {
        interval, granularity: 'PT1H', groupBy: ['queueId', 'mediaType'],
        filter: { type: 'and', predicates: [matches('direction', 'inbound')] },
        metrics: ['nOffered', 'tAnswered', 'tHandle', 'oServiceLevel'],
    };
    say('aggregates', await api.postAnalyticsConversationsAggregatesQuery(hours));
    say('userDetails', await api.postAnalyticsUsersDetailsQuery({ interval }));
    say('userAggregates', await api.postAnalyticsUsersAggregatesQuery(
        { interval, groupBy: ['userId'], metrics: ['tSystemPresence'] }));
    say('observations', await api.postAnalyticsQueuesObservationsQuery({
        filter: { type: 'or', predicates: queues.map((q) => matches('queueId', q)) },
        metrics: ['oMemberUsers', 'oOnQueueUsers'],
    }));
    say('activity', await api.postAnalyticsConversationsActivityQuery(
        { metrics: [{ metric: 'oInteracting' }], groupBy: ['mediaType'] }, { pageSize: 50 }));
    const page = await api.postAnalyticsConversationsDetailsQuery({ interval, paging: { pageSize: 3, pageNumber: 1 } });
    const ids = page.conversations.map((c) => c.conversationId);
    say('byIds', await api.getAnalyticsConversationsDetails({ id: ids }));
    say('byId', await api.getAnalyticsConversationDetails(ids[0]));

    // The jobs have to give what the queries give.
    const sums = await api.postAnalyticsConversationsAggregatesJobs({ ...hours, pageSize: 4 });
    await settled(() => api.getAnalyticsConversationsAggregatesJob(sums.jobId));
    say('aggregates', { results: await rows(
        (cursor) => api.getAnalyticsConversationsAggregatesJobResults(sums.jobId, { cursor }), 'results') });
    await api.deleteAnalyticsConversationsAggregatesJob(sums.jobId);
    const days = await api.postAnalyticsUsersDetailsJobs({ interval });
    await settled(() => api.getAnalyticsUsersDetailsJob(days.jobId));
    const people = await rows(
        (cursor) => api.getAnalyticsUsersDetailsJobResults(days.jobId, { pageSize: 7, cursor }), 'userDetails');
    say('userDetails', { userDetails: people.slice(0, 25), totalHits: people.length });
    await api.deleteAnalyticsUsersDetailsJob(days.jobId);
    const complete = [await api.getAnalyticsUsersDetailsJobsAvailability(),
        await api.getAnalyticsConversationsDetailsJobsAvailability()];
    for (const { dataAvailabilityDate: until } of complete)
        if (!(Date.parse(until) > Date.parse('2026-01-01') && Date.parse(until) <= Date.now()))
            throw new Error(`jobs are complete up to ${until}`);
    process.exit(0); // the SDK watches its configuration file for ever
} catch (e) {
    console.error(e?.message ?? e, e?.status ?? '', JSON.stringify(e?.body ?? e?.errorDetails ?? null));
    process.exit(1);
}
