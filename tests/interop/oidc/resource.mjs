// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// An API behind the server's tokens: GET /resource and /resource/jwt answer what the token is good for. Takes Bearer,
// DPoP (with a nonce of its own, required) and tokens that are bound to a certificate.
// GET /api/v2/users is a listing of one page, as Genesys Cloud has it, of the person that the token is about.
//   POST /resource/control {"refuse": N, "challenge": TEXT, "status": N, "new_nonce": true}
// lets the next N requests be refused, or makes the nonce old.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { calculateJwkThumbprint, createLocalJWKSet, EmbeddedJWK, jwtVerify } from 'jose';

export function makeResource(provider, jwks) {
    const keys = createLocalJWKSet(jwks);
    const seen = new Set();
    const hash = (data) => createHash('sha256').update(data).digest('base64url');
    let nonce = randomBytes(12).toString('base64url');
    let refusals = { left: 0 };

    async function look(token) {
        if (token.split('.').length === 3) {
            const { payload } = await jwtVerify(token, keys, { issuer: provider.issuer, typ: 'at+jwt' });
            return { ...payload, clientId: payload.client_id, jkt: payload.cnf?.jkt, x5t: payload.cnf?.['x5t#S256'] };
        }
        const found = await provider.AccessToken.find(token) ?? await provider.ClientCredentials.find(token);
        if (!found?.isValid) return undefined;
        return { sub: found.accountId, clientId: found.clientId, scope: found.scope, aud: found.aud,
            jkt: found.jkt, x5t: found['x5t#S256'] };
    }

    // What is wrong with the proof, in RFC 9449's words; nothing when it is good.
    async function badProof(request, path, token, thumbprint) {
        if (request.headersDistinct.dpop?.length !== 1) return 'invalid_dpop_proof';
        try {
            const { payload, protectedHeader } = await jwtVerify(request.headers.dpop, EmbeddedJWK,
                { typ: 'dpop+jwt', algorithms: ['ES256', 'EdDSA', 'RS256', 'PS256'] });
            if (payload.nonce !== nonce) return 'use_dpop_nonce';
            const good = payload.htm === request.method && payload.htu === request.origin + path
                && Math.abs(payload.iat - Date.now() / 1000) < 300 && payload.ath === hash(token)
                && !seen.has(payload.jti) && await calculateJwkThumbprint(protectedHeader.jwk) === thumbprint;
            seen.add(payload.jti);
            return good ? undefined : 'invalid_dpop_proof';
        } catch {
            return 'invalid_dpop_proof';
        }
    }

    async function control(request, response) {
        let text = '';
        request.on('data', (chunk) => { text += chunk; });
        await once(request, 'end');
        const wanted = JSON.parse(text);
        refusals = { left: wanted.refuse ?? 0, challenge: wanted.challenge, status: wanted.status ?? 401 };
        if (wanted.new_nonce) nonce = randomBytes(12).toString('base64url');
        response.writeHead(204).end();
    }

    return async (request, response, path) => {
        if (path === '/resource/control' && request.method === 'POST') return control(request, response);
        const refuse = (challenge, status = 401) => {
            if (challenge) response.setHeader('WWW-Authenticate', challenge);
            response.writeHead(status, { 'Content-Type': 'application/json' });
            response.end('{"message":"no"}');
        };
        if (refusals.left > 0) {
            --refusals.left;
            return refuse(refusals.challenge, refusals.status);
        }
        const [scheme, token] = (request.headers.authorization ?? '').split(' ');
        if (!token) return refuse('Bearer realm="resource", DPoP algs="ES256 EdDSA"');
        const facts = await look(token).catch(() => undefined);
        const wanted = facts?.jkt ? 'dpop' : 'bearer';
        if (!facts || scheme.toLowerCase() !== wanted) return refuse(`${scheme} realm="resource", error="invalid_token"`);
        if (facts.jkt) {
            const wrong = await badProof(request, path, token, facts.jkt);
            if (wrong) {
                response.setHeader('DPoP-Nonce', nonce);
                return refuse(`DPoP realm="resource", error="${wrong}"`);
            }
        }
        if (facts.x5t && facts.x5t !== hash(request.socket.getPeerX509Certificate?.()?.raw ?? ''))
            return refuse('Bearer realm="resource", error="invalid_token"');
        response.writeHead(200, { 'Content-Type': 'application/json' });
        if (path === '/api/v2/users') {
            return response.end(JSON.stringify({ entities: [{ id: facts.sub, name: 'the person of the token' }],
                pageSize: 100, pageNumber: 1, total: 1, pageCount: 1 }));
        }
        return response.end(JSON.stringify({ sub: facts.sub ?? null, client_id: facts.clientId, scope: facts.scope ?? null,
            aud: facts.aud ?? null, scheme: wanted, bound: facts.jkt ? 'key' : facts.x5t ? 'certificate' : null }));
    };
}
