// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// The clients of the server, one for each way to prove oneself and each way to log a person in. Secrets are made up anew
// for every run, with the characters that careless encoding breaks on.

export function clientsFor({ random, keys, selfSigned, subject }) {
    const machine = (name, method, metadata, given) => client(name, {
        grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
        token_endpoint_auth_method: method, ...metadata,
    }, given);
    // The port of a native client's loopback address is its own choice (RFC 8252 §7.3).
    const person = (name, method, metadata, given) => client(name, {
        application_type: 'native', grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'], response_types: ['code'],
        token_endpoint_auth_method: method, ...metadata,
    }, given);
    const client = (name, metadata, given = {}) => {
        const secret = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt']
            .includes(metadata.token_endpoint_auth_method);
        return { name, given, metadata: {
            client_id: `${name}-${random(6)}`, client_name: name,
            ...(secret ? { client_secret: `%2B +&=:/?#"${random(30)}` } : {}), ...metadata,
        } };
    };
    const signed = (alg, key) => machine(`machine-${alg.toLowerCase()}`, 'private_key_jwt',
        { token_endpoint_auth_signing_alg: alg, jwks: { keys: [key.jwk] } }, { key_file: key.file, kid: key.jwk.kid, alg });
    const certificate = { ...selfSigned.publicKey.export({ format: 'jwk' }), kid: 'self', use: 'sig',
        x5c: [selfSigned.raw.toString('base64')] };

    return [
        machine('machine-basic', 'client_secret_basic'),
        machine('machine-post', 'client_secret_post'),
        machine('machine-hs256', 'client_secret_jwt', { token_endpoint_auth_signing_alg: 'HS256' }, { alg: 'HS256' }),
        signed('RS256', keys.rsa),
        signed('PS256', keys.rsa),
        signed('ES256', keys.ec),
        signed('EdDSA', keys.ed),
        machine('machine-dpop', 'client_secret_basic', { dpop_bound_access_tokens: true }),
        machine('machine-tls', 'tls_client_auth',
            { tls_client_auth_subject_dn: subject, tls_client_certificate_bound_access_tokens: true }),
        machine('machine-self-signed', 'self_signed_tls_client_auth',
            { jwks: { keys: [certificate] }, tls_client_certificate_bound_access_tokens: true }),
        person('person-public', 'none'),
        person('person-es256', 'client_secret_basic', { id_token_signed_response_alg: 'ES256' }),
        person('person-eddsa', 'client_secret_post', { id_token_signed_response_alg: 'EdDSA' }),
        person('person-pushed', 'client_secret_basic', { require_pushed_authorization_requests: true }),
        person('person-dpop', 'none', { dpop_bound_access_tokens: true }),
        client('person-device', { application_type: 'native', response_types: [], redirect_uris: [],
            grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
            token_endpoint_auth_method: 'none' }),
    ];
}
