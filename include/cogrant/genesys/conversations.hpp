// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_CONVERSATIONS_HPP
#define COGRANT_GENESYS_CONVERSATIONS_HPP

#include <cogrant/genesys/conversation.hpp>
#include <cogrant/genesys/details_job.hpp>
#include <cogrant/genesys/endpoint.hpp>

#include <string>
#include <vector>

// Conversations whose ids are known, and how far the store of the jobs is. Queries are in details.hpp and details_job.hpp.

namespace cogrant::genesys {

/** `GET /api/v2/analytics/conversations/{conversationId}/details`: one conversation.

    Needs the permission analytics:conversationDetail:view or analytics:agentConversationDetail:view.

    @par Source  contract of Genesys Cloud §3.4 */
struct conversation_by_id {
    using answer = conversation;
    static constexpr endpoint route = "GET /api/v2/analytics/conversations/{conversationId}/details";

    std::string conversation_id{};
};

/// The conversations that were found, in the order of the ids; one that does not exist is simply not there.
struct conversations_answer {
    std::vector<conversation> conversations{};
};

/** `GET /api/v2/analytics/conversations/details?id=a,b`: some conversations at once; 100 is a safe number.

    @par Source  contract of Genesys Cloud §3.4 */
struct conversations_by_ids {
    using answer = conversations_answer;
    static constexpr endpoint route = "GET /api/v2/analytics/conversations/details";

    std::vector<std::string> id{};
};

/** Up to when the jobs of conversation details are complete: compare the end of an interval with it first.

    @par Source  contract of Genesys Cloud §3.3 */
struct details_job_availability {
    using answer = data_availability;
    static constexpr endpoint route = "GET /api/v2/analytics/conversations/details/jobs/availability";
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_CONVERSATIONS_HPP
