// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// An authorization server that nobody here wrote (oidc-provider, OpenID-certified) with every feature that cogrant has a
// client for, and a resource endpoint that checks its tokens.
//   node server.mjs FOLDER
// FOLDER has the certificates that the runner made, and gets `log.ndjson`: one line for each request with what
// arrived and what was answered. Everything is on 127.0.0.1, on ports that the system chooses. Prints one line of JSON:
// where it listens, and the account and clients that it made up. Ends at SIGTERM, or when its standard input closes.
import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';

import { clientsFor } from './clients.mjs';
import { makeInteraction, pages } from './interaction.mjs';
import { makeResource } from './resource.mjs';

// The only thing in the package that Node.js 20 does not have.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);
const { default: Provider, errors } = await import('oidc-provider');

const folder = process.argv[2];
const random = (bytes = 18) => randomBytes(bytes).toString('base64url');
const account = { login: `person-${random(6)}`, password: random(), sub: `sub-${random(9)}`, name: 'Pat O’Example' };

// ---- what arrived ----------------------------------------------------------------------------------------------------

const logFile = join(folder, 'log.ndjson');
writeFileSync(logFile, '');
let lines = 0;

function record(request, response) {
    const begun = { received: [], sent: [] };
    const push = request.push;
    request.push = (chunk, ...rest) => {
        if (chunk) begun.received.push(Buffer.from(chunk));
        return push.call(request, chunk, ...rest);
    };
    const keep = (chunk) => {
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) begun.sent.push(Buffer.from(chunk));
    };
    const { write, end } = response;
    response.write = (chunk, ...rest) => {
        keep(chunk);
        return write.call(response, chunk, ...rest);
    };
    // Written down before the client can know that it is answered.
    response.end = (chunk, ...rest) => {
        keep(chunk);
        const certificate = request.socket.getPeerX509Certificate?.();
        appendFileSync(logFile, JSON.stringify({
            line: ++lines,
            origin: request.origin,
            method: request.method,
            url: request.url,
            headers: request.headers,
            headerCounts: counts(request.rawHeaders),
            body: Buffer.concat(begun.received).toString(),
            certificate: certificate?.fingerprint256,
            status: response.statusCode,
            answerHeaders: response.getHeaders(),
            answer: Buffer.concat(begun.sent).toString().slice(0, 20000),
        }) + '\n');
        return end.call(response, chunk, ...rest);
    };
}

function counts(raw) {
    const out = {};
    for (let i = 0; i < raw.length; i += 2) out[raw[i].toLowerCase()] = (out[raw[i].toLowerCase()] ?? 0) + 1;
    return out;
}

// ---- listeners -------------------------------------------------------------------------------------------------------

// A listener knows its port before it is told what to do.
function listen(make, options) {
    const listener = { handle: (_, response) => response.writeHead(503).end() };
    const serve = (request, response) => {
        request.origin = listener.origin;
        record(request, response);
        listener.handle(request, response);
    };
    listener.server = make.createServer(options, serve);
    return new Promise((resolve) => {
        listener.server.listen(0, '127.0.0.1', () => {
            const { port } = listener.server.address();
            listener.origin = `${make === https ? 'https' : 'http'}://127.0.0.1:${port}`;
            resolve(listener);
        });
    });
}

const read = (name) => readFileSync(join(folder, name), 'utf8');
const identity = { key: read('server.key'), cert: read('server.pem'), minVersion: 'TLSv1.2' };
const plain = await listen(http, {});
const secure = await listen(https, identity);
// Asks for a certificate and takes whatever comes, also one that no authority signed: what it is worth is decided later.
const mutual = await listen(https, { ...identity, ca: read('ca.pem'), requestCert: true, rejectUnauthorized: false });

// ---- the provider ----------------------------------------------------------------------------------------------------

const signingKey = (type, options, more) => ({
    ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', kid: random(6), ...more,
});
const jwks = {
    keys: [
        signingKey('rsa', { modulusLength: 2048 }, {}),
        signingKey('ec', { namedCurve: 'P-256' }, { alg: 'ES256' }),
        signingKey('ed25519', {}, { alg: 'EdDSA' }),
    ],
};

// Keys that clients sign with: the private half for the client as PEM, the public one for the registration.
function clientKey(name, type, options) {
    const { privateKey, publicKey } = generateKeyPairSync(type, options);
    const file = join(folder, `${name}.pem`);
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return { file, jwk: { ...publicKey.export({ format: 'jwk' }), use: 'sig', kid: random(6) } };
}
const keys = {
    rsa: clientKey('client-rsa', 'rsa', { modulusLength: 2048 }),
    ec: clientKey('client-ec', 'ec', { namedCurve: 'P-256' }),
    ed: clientKey('client-ed', 'ed25519', {}),
};
const proofKey = clientKey('proof-ec', 'ec', { namedCurve: 'P-256' }); // of DPoP

const selfSigned = new X509Certificate(read('self.pem'));
const clients = clientsFor({ random, keys, selfSigned, subject: 'CN=machine,O=cogrant tests' });

function provide(origin, aliases) {
    const resources = {
        [`${origin}/resource`]: { accessTokenFormat: 'opaque' },
        [`${origin}/resource/jwt`]: { accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } },
    };
    const provider = new Provider(origin, {
        clients: clients.map(({ metadata }) => metadata),
        jwks,
        cookies: { keys: [random()] },
        scopes: ['openid', 'profile', 'offline_access', 'api:read', 'api:write'],
        claims: { openid: ['sub'], profile: ['name'] },
        clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt',
            'tls_client_auth', 'self_signed_tls_client_auth'],
        discovery: aliases ? { mtls_endpoint_aliases: aliases } : {},
        pkce: { required: () => true },
        findAccount: (_, sub) => (sub === account.sub
            ? { accountId: sub, claims: () => ({ sub, name: account.name }) } : undefined),
        interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
        issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
        expiresWithSession: () => false,
        rotateRefreshToken: () => true,
        clientBasedCORS: () => false,
        renderError: pages.error,
        ttl: {
            AccessToken: 600, AuthorizationCode: 60, ClientCredentials: 600, DeviceCode: 120, Grant: 3600,
            IdToken: 600, Interaction: 600, RefreshToken: 3600, Session: 3600,
        },
        features: {
            devInteractions: { enabled: false },
            clientCredentials: { enabled: true },
            deviceFlow: { enabled: true, mask: '****-****', userCodeInputSource: pages.deviceCode,
                userCodeConfirmSource: pages.deviceConfirm, successSource: pages.deviceDone },
            dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
            introspection: { enabled: true, allowedPolicy: () => true },
            revocation: { enabled: true },
            pushedAuthorizationRequests: { enabled: true },
            resourceIndicators: {
                enabled: true,
                defaultResource: () => undefined,
                useGrantedResource: () => false,
                getResourceServerInfo: (_, indicator) => {
                    if (!resources[indicator]) throw new errors.InvalidTarget();
                    return { scope: 'api:read api:write', audience: indicator, accessTokenTTL: 600, ...resources[indicator] };
                },
            },
            mTLS: {
                enabled: true, certificateBoundAccessTokens: true, selfSignedTlsClientAuth: true, tlsClientAuth: true,
                getCertificate: (ctx) => ctx.socket.getPeerX509Certificate?.(),
                certificateAuthorized: (ctx) => ctx.socket.authorized,
                certificateSubjectMatches: (ctx, property, expected) => property === 'tls_client_auth_subject_dn'
                    && subjectOf(ctx.socket.getPeerX509Certificate()) === expected,
            },
        },
    });
    for (const event of ['server_error', 'authorization.error', 'grant.error'])
        provider.on(event, (_, e) => console.error(`${event}: ${e.message} ${e.error_description ?? ''} ${e.error_detail ?? ''}`));
    return provider;
}

// RFC 4514: the last one first.
function subjectOf(certificate) {
    return certificate.subject.split('\n').reverse().join(',');
}

function publicHalf({ keys: all }) {
    return { keys: all.map(({ d, p, q, dp, dq, qi, ...rest }) => rest) };
}

function serve(listeners, provider) {
    const interact = makeInteraction(provider, account);
    const resource = makeResource(provider, publicHalf(jwks));
    const fallback = provider.callback();
    for (const listener of listeners) {
        listener.handle = async (request, response) => {
            try {
                const path = new URL(request.url, listener.origin).pathname;
                if (path.startsWith('/interaction/')) await interact(request, response, path);
                else if (/^\/(resource|api)\b/.test(path)) await resource(request, response, path);
                else if (path === '/favicon.ico') response.writeHead(204).end();
                else await fallback(request, response);
            } catch (e) {
                console.error(e);
                if (!response.headersSent) response.writeHead(500).end('the test server failed');
            }
        };
    }
}

const aliases = Object.fromEntries(Object.entries({
    token_endpoint: '/token', revocation_endpoint: '/token/revocation', introspection_endpoint: '/token/introspection',
    device_authorization_endpoint: '/device/auth', userinfo_endpoint: '/me',
    pushed_authorization_request_endpoint: '/request',
}).map(([name, path]) => [name, mutual.origin + path]));
serve([plain], provide(plain.origin));
serve([secure, mutual], provide(secure.origin, aliases));

console.log(JSON.stringify({
    plain: plain.origin, secure: secure.origin, mutual: mutual.origin, folder, account, proof_key_file: proofKey.file,
    clients: Object.fromEntries(clients.map(({ name, metadata, given }) => [name, {
        client_id: metadata.client_id, client_secret: metadata.client_secret, ...given }])),
}));

function end() {
    for (const { server } of [plain, secure, mutual]) {
        server.close();
        server.closeAllConnections();
    }
    process.exit(0);
}
process.on('SIGTERM', end);
process.stdin.on('end', end).resume();
