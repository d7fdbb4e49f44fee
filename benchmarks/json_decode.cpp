// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

// Question: how fast does a page of 1000 conversations become structs, against the JSON libraries that Debian 12 ships?
// Setup: one generated document of about 4 KB a conversation (escapes, nulls, unknown members), one thread, destruction
// of the structs included. Every rival fills the same structs, is written by hand the way its documentation advises, and
// is checked once at the start to give exactly the same values. Boost.JSON: parse into a kept monotonic resource and walk.
// nlohmann/json: parse and walk. simdjson: On-Demand over a padded copy that is not charged to it.
// Borrowed: the strings of the structs are views. Ours look into the document and an arena, On-Demand's into its buffer.
// Sparse: five members of each conversation are wanted. We check what is passed over as strictly as what is read;
// On-Demand checks UTF-8 and brackets of it. Encoding: the body of a query, about 400 bytes, into a kept string, against
// Boost.JSON's value_from and serialize.
// Caveats: keys come in one order, which suits a decoder that expects the next key; the second document shuffles them.
// Links: benchmark, boost_json, simdjson.

#include <cogrant/codec/json.hpp>

#include <benchmark/benchmark.h>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

std::size_t allocations = 0;

} // namespace

// GCC takes a malloc behind operator new for a mismatch once both are inlined.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++allocations;
    if (void* const p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

// ---- the structs, in the shape of a conversation of Genesys Cloud

template <class Text>
struct basic_metric {
    Text name;
    Text emit_date;
    std::int64_t value = 0;
};
template <class Text>
struct basic_segment {
    bool conference = false;
    std::optional<Text> disconnect_type;
    Text segment_start;
    Text segment_end;
    Text segment_type;
    std::optional<Text> queue_id;
    std::optional<Text> wrap_up_code;
    std::optional<Text> wrap_up_note;
    std::vector<Text> requested_routing_skill_ids;
};
template <class Text>
struct basic_endpoint_stat {
    std::vector<Text> codecs;
    std::int64_t discarded_packets = 0;
    double max_latency_ms = 0;
    double min_mos = 0;
    double min_r_factor = 0;
    std::int64_t received_packets = 0;
};
template <class Text>
struct basic_session {
    std::optional<Text> address_from;
    std::optional<Text> address_to;
    std::optional<Text> ani;
    Text direction;
    std::optional<Text> dnis;
    Text media_type;
    std::optional<Text> peer_id;
    Text session_id;
    std::optional<Text> session_dnis;
    std::vector<basic_segment<Text>> segments;
    std::vector<basic_metric<Text>> metrics;
    std::vector<basic_endpoint_stat<Text>> media_endpoint_stats;
};
template <class Text>
struct basic_participant {
    std::optional<Text> external_contact_id;
    Text participant_id;
    std::optional<Text> participant_name;
    Text purpose;
    std::optional<Text> user_id;
    std::vector<basic_session<Text>> sessions;
};
template <class Text>
struct basic_conversation {
    std::optional<Text> conversation_end;
    Text conversation_id;
    Text conversation_start;
    std::vector<Text> division_ids;
    std::optional<Text> external_tag;
    std::optional<double> media_stats_min_conversation_mos;
    Text originating_direction;
    bool self_served = false;
    std::vector<basic_participant<Text>> participants;
};
template <class Text>
struct basic_page {
    std::vector<basic_conversation<Text>> conversations;
    std::int64_t total_hits = 0;
};
using page = basic_page<std::string>;
using page_of_views = basic_page<std::string_view>;

// Five members of each conversation: the rest is passed over.
struct few_fields {
    std::optional<std::string> conversation_end;
    std::string conversation_id;
    std::string conversation_start;
    std::optional<double> media_stats_min_conversation_mos;
    std::string originating_direction;
};
struct sparse_page {
    std::vector<few_fields> conversations;
    std::int64_t total_hits = 0;
};

// ---- the document

class generator {
public:
    generator(bool shuffled, unsigned seed) : shuffled_(shuffled), random_(seed) {}

    std::string document(int conversations)
    {
        std::string list;
        for (int i = 0; i != conversations; ++i) list += (i == 0 ? "" : ",") + one();
        return R"({"aggregations":null,"conversations":[)" + list + R"(],"totalHits":)" +
               std::to_string(conversations) + "}";
    }

private:
    using members = std::vector<std::string>;

    std::string object(members m)
    {
        if (shuffled_) std::shuffle(m.begin(), m.end(), random_);
        std::string out = "{";
        for (auto const& text : m) {
            if (text.empty()) continue;
            if (out.size() > 1) out += ',';
            out += text;
        }
        return out + '}';
    }
    static std::string array(members const& m)
    {
        std::string out = "[";
        for (auto const& text : m) out += (out.size() > 1 ? "," : "") + text;
        return out + ']';
    }
    unsigned number(unsigned below) { return static_cast<unsigned>(random_() % below); }
    bool one_in(unsigned n) { return number(n) == 0; }
    std::string id()
    {
        constexpr char const* digits = "0123456789abcdef";
        std::string out = "\"00000000-0000-4000-8000-000000000000\"";
        for (char& c : out)
            if (c == '0') c = digits[number(16)];
        return out;
    }
    std::string time()
    {
        char text[40];
        std::snprintf(
            text, sizeof text, "\"2025-03-%02uT%02u:%02u:%02u.%03uZ\"", number(28) + 1, number(24), number(60),
            number(60), number(1000));
        return text;
    }
    std::string name()
    {
        constexpr char const* names[] = {
            "\"M\\u00fcller, J\\u00fcrgen\"",      "\"Ana \\\"Nena\\\" Ruiz\"",    "\"Front desk\"",
            "\"line one\\nline two\\t\\u20ac 5\"", "\"\xe6\x9d\xb1\xe4\xba\xac\"", "\"Support 2nd level\""};
        return names[number(6)];
    }
    std::string phone() { return "\"tel:+4930" + std::to_string(1000000 + number(8999999)) + "\""; }
    std::string metric_json()
    {
        constexpr char const* names[] = {"nConnected", "tAcd", "tTalk",    "tHeld",
                                         "tHandle",    "tAcw", "nOffered", "tAnswered"};
        return object(
            {std::string(R"("name":")") + names[number(8)] + '"', R"("value":)" + std::to_string(number(400000)),
             R"("emitDate":)" + time()});
    }
    std::string segment_json()
    {
        constexpr char const* types[] = {"interact", "ivr", "wrapup", "alert", "hold"};
        return object(
            {R"("conference":false)", one_in(2) ? R"("disconnectType":"peer")" : R"("disconnectType":null)",
             R"("segmentStart":)" + time(), R"("segmentEnd":)" + time(),
             std::string(R"("segmentType":")") + types[number(5)] + '"', one_in(2) ? R"("queueId":)" + id() : "",
             one_in(3) ? R"("wrapUpCode":)" + id() : "", one_in(4) ? R"("wrapUpNote":)" + name() : "",
             one_in(3) ? R"("requestedRoutingSkillIds":)" + array({id(), id()}) : "",
             R"("properties":[{"propertyType":"string","property":"x","value":"y"}])"});
    }
    std::string stat_json()
    {
        return object(
            {R"("codecs":["audio/opus"])", R"("discardedPackets":)" + std::to_string(number(50)),
             R"("maxLatencyMs":)" + std::to_string(number(900)), R"("minMos":4.)" + std::to_string(number(10000000)),
             R"("minRFactor":92.)" + std::to_string(number(10000000)),
             R"("receivedPackets":)" + std::to_string(number(100000))});
    }
    template <class F>
    members some(unsigned least, unsigned spread, F f)
    {
        members out;
        for (unsigned n = least + number(spread); n != 0; --n) out.push_back(f());
        return out;
    }
    std::string session_json()
    {
        return object(
            {one_in(2) ? R"("addressFrom":)" + phone() : R"("addressFrom":null)",
             one_in(2) ? R"("addressTo":)" + phone() : "", R"("ani":)" + phone(), R"("direction":"inbound")",
             R"("dnis":)" + phone(), R"("mediaType":"voice")", one_in(2) ? R"("peerId":)" + id() : "",
             R"("sessionId":)" + id(), one_in(2) ? R"("sessionDnis":)" + phone() : "",
             one_in(2) ? R"("newPreviewField":{"a":[1,2.5e3,true],"b":"c\\d"})" : "",
             R"("segments":)" + array(some(1, 3, [this] { return segment_json(); })),
             R"("metrics":)" + array(some(2, 5, [this] { return metric_json(); })),
             one_in(2) ? R"("mediaEndpointStats":)" + array({stat_json()}) : ""});
    }
    std::string participant_json()
    {
        return object(
            {one_in(3) ? R"("externalContactId":)" + id() : R"("externalContactId":null)", R"("participantId":)" + id(),
             one_in(4) ? "" : R"("participantName":)" + name(), R"("purpose":"agent")",
             one_in(2) ? R"("userId":)" + id() : "", R"("flaggedReason":null)",
             R"("sessions":)" + array({session_json()})});
    }
    std::string one()
    {
        return object(
            {one_in(20) ? "" : R"("conversationEnd":)" + time(), R"("conversationId":)" + id(),
             R"("conversationStart":)" + time(), R"("divisionIds":)" + array({id()}),
             one_in(5) ? R"("externalTag":"CRM\/4711")" : "",
             one_in(2) ? R"("mediaStatsMinConversationMos":4.)" + std::to_string(number(1000000000)) : "",
             R"("originatingDirection":"inbound")", R"("selfServed":false)", R"("knowledgeBaseIds":[])",
             R"("participants":)" + array(some(2, 3, [this] { return participant_json(); }))});
    }

    bool shuffled_;
    std::mt19937 random_;
};

std::string const& document(bool shuffled, bool second = false)
{
    static std::string const ordered[] = {
        generator(false, 20250301).document(1000), generator(false, 20250302).document(1000)};
    static std::string const mixed[] = {
        generator(true, 20250301).document(1000), generator(true, 20250302).document(1000)};
    return (shuffled ? mixed : ordered)[second];
}

// ---- rivals: one overload set each, and the members from cogrant's reflection, so that all do the same work

template <class T>
concept scalar = std::is_arithmetic_v<T> || std::is_same_v<T, std::string>;

struct with_boost {
    static void read(std::string& out, boost::json::value const& v)
    {
        out.assign(v.as_string().data(), v.as_string().size());
    }
    static void read(bool& out, boost::json::value const& v) { out = v.as_bool(); }
    static void read(std::int64_t& out, boost::json::value const& v) { out = v.to_number<std::int64_t>(); }
    static void read(double& out, boost::json::value const& v) { out = v.to_number<double>(); }
    template <class T>
    static void read(std::optional<T>& out, boost::json::value const& v)
    {
        read(out.emplace(), v);
    }
    template <class T>
    static void read(std::vector<T>& out, boost::json::value const& v)
    {
        auto const& list = v.as_array();
        out.reserve(list.size());
        for (auto const& item : list) read(out.emplace_back(), item);
    }
    template <class T>
        requires cogrant::reflect::reflectable<T>
    static void read(T& out, boost::json::value const& v)
    {
        auto const& object = v.as_object();
        cogrant::reflect::for_each_field(out, [&object](std::string_view name, auto& member) {
            auto const* const found = object.if_contains(boost::json::string_view(name.data(), name.size()));
            if (found != nullptr && !found->is_null()) read(member, *found);
        });
    }
    static void decode(std::string_view text, page& out)
    {
        static std::vector<unsigned char> buffer(16U << 20U);
        boost::json::monotonic_resource memory(buffer.data(), buffer.size());
        auto const tree = boost::json::parse(boost::json::string_view(text.data(), text.size()), &memory);
        read(out, tree);
    }
};

struct with_nlohmann {
    template <scalar T>
    static void read(T& out, nlohmann::json const& v)
    {
        v.get_to(out);
    }
    template <class T>
    static void read(std::optional<T>& out, nlohmann::json const& v)
    {
        read(out.emplace(), v);
    }
    template <class T>
    static void read(std::vector<T>& out, nlohmann::json const& v)
    {
        out.reserve(v.size());
        for (auto const& item : v) read(out.emplace_back(), item);
    }
    template <class T>
        requires cogrant::reflect::reflectable<T>
    static void read(T& out, nlohmann::json const& v)
    {
        cogrant::reflect::for_each_field(out, [&v](std::string_view name, auto& member) {
            auto const found = v.find(std::string(name));
            if (found != v.end() && !found->is_null()) read(member, *found);
        });
    }
    static void decode(std::string_view text, page& out) { read(out, nlohmann::json::parse(text)); }
};

struct with_simdjson {
    using value = simdjson::ondemand::value;
    static void read(std::string& out, value v) { out = std::string_view(v.get_string()); }
    static void read(std::string_view& out, value v) { out = v.get_string(); }
    static void read(bool& out, value v) { out = v.get_bool(); }
    static void read(std::int64_t& out, value v) { out = v.get_int64(); }
    static void read(double& out, value v) { out = v.get_double(); }
    template <class T>
    static void read(std::optional<T>& out, value v)
    {
        read(out.emplace(), v);
    }
    template <class T>
    static void read(std::vector<T>& out, value v)
    {
        for (auto item : v.get_array()) read(out.emplace_back(), item.value());
    }
    // On-Demand goes through an object once: each key is looked for from the member that is expected next.
    template <class T>
    static void read_object(T& out, simdjson::ondemand::object object)
    {
        constexpr auto const& names = cogrant::reflect::wire_name_list<T>;
        std::size_t expected = 0;
        for (auto field : object) {
            simdjson::ondemand::raw_json_string const key = field.key();
            std::size_t member = expected;
            std::size_t tried = 0;
            for (; tried != names.size(); ++tried, ++member) {
                if (member >= names.size()) member = 0;
                if (key.unsafe_is_equal(names[member])) break;
            }
            if (tried == names.size()) continue;
            expected = member + 1;
            auto v = field.value().value();
            if (v.is_null()) continue;
            cogrant::reflect::visit_field(out, member, [&v](auto& m) {
                read(m, v);
                return true;
            });
        }
    }
    template <class T>
        requires cogrant::reflect::reflectable<T>
    static void read(T& out, value v)
    {
        read_object(out, v.get_object());
    }
    template <class Page>
    static void decode(std::string_view text, Page& out)
    {
        static simdjson::ondemand::parser parser;
        static std::map<char const*, simdjson::padded_string> copies; // the padding is not charged to it
        auto& padded = copies[text.data()];
        if (padded.size() == 0) padded = simdjson::padded_string(text);
        auto tree = parser.iterate(padded);
        read_object(out, tree.get_object());
    }
};

struct with_cogrant {
    template <class Page>
    static void decode(std::string_view text, Page& out)
    {
        if (!cogrant::json::decode_into(out, text)) std::abort();
    }
    static void decode(std::string_view text, page_of_views& out)
    {
        static cogrant::json::arena texts;
        texts.clear();
        cogrant::json::error problem;
        if (!cogrant::json::decode_borrowed_into(out, text, texts, problem)) std::abort();
    }
};

template <class Decoder, class Page>
void decode_page(benchmark::State& state, bool shuffled)
{
    std::string const& text = document(shuffled);
    std::size_t const before = allocations;
    for (auto _ : state) {
        Page out;
        Decoder::decode(text, out);
        benchmark::DoNotOptimize(out.conversations.data());
    }
    auto const rounds = static_cast<double>(state.iterations());
    state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
    state.counters["allocs/conv"] = static_cast<double>(allocations - before) / rounds / 1000;
    state.counters["conv/s"] = benchmark::Counter(1000 * rounds, benchmark::Counter::kIsRate);
}

// Two documents in turns, as pages come: ours into the memory of the page before, the others into a fresh page.
template <class Decoder>
void decode_pages(benchmark::State& state)
{
    std::size_t size = 0;
    bool second = false;
    page kept;
    Decoder::decode(document(false, true), kept);
    std::size_t const before = allocations;
    for (auto _ : state) {
        std::string const& text = document(false, second);
        second = !second;
        if constexpr (std::is_same_v<Decoder, with_cogrant>) {
            if (!cogrant::json::decode_over(kept, text)) std::abort();
        } else {
            page fresh;
            Decoder::decode(text, fresh);
            kept = std::move(fresh);
        }
        benchmark::DoNotOptimize(kept.conversations.data());
        size += text.size();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(size));
    state.counters["allocs/conv"] =
        static_cast<double>(allocations - before) / static_cast<double>(state.iterations()) / 1000;
}

template <class Decoder, class Page = page>
bool same_values(char const* name)
{
    for (bool const shuffled : {false, true}) {
        Page expected;
        Page got;
        with_cogrant::decode(document(shuffled), expected);
        Decoder::decode(document(shuffled), got);
        if (cogrant::json::encode(expected) == cogrant::json::encode(got)) continue;
        std::fprintf(stderr, "json_decode: %s does not give the same values\n", name);
        return false;
    }
    return true;
}

template <class Decoder, class Page = page>
void enter(std::string const& name, std::string const& note = {})
{
    for (bool const shuffled : {false, true})
        benchmark::RegisterBenchmark(
            (name + (shuffled ? "/keys_shuffled" : "/keys_in_order")).c_str(),
            [shuffled, note](benchmark::State& state) {
                decode_page<Decoder, Page>(state, shuffled);
                state.SetLabel(note);
            })
            ->Unit(benchmark::kMillisecond);
}

// ---- encoding: the body of a query

struct predicate {
    std::string type = "dimension";
    std::string dimension;
    std::optional<std::string> metric;
    std::string op = "matches";
    std::optional<std::string> value;
};
struct filter {
    std::string type = "and";
    std::vector<predicate> predicates;
};
struct paging {
    int page_size = 100;
    int page_number = 1;
};
struct details_query {
    std::string interval;
    std::string order = "asc";
    std::string order_by = "conversationStart";
    paging paging_of;
    std::vector<filter> segment_filters;
    std::vector<filter> conversation_filters;
    std::optional<std::string> alternate_time_dimension;
};

details_query query()
{
    details_query q;
    q.interval = "2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z";
    q.paging_of.page_number = 17;
    predicate queue;
    queue.dimension = "queueId";
    queue.value = "3f2b9a50-7e4d-4a42-9e0a-5d1e8f7c6b21";
    predicate purpose;
    purpose.dimension = "purpose";
    purpose.value = "agent";
    predicate ended;
    ended.dimension = "conversationEnd";
    ended.op = "exists";
    q.segment_filters = {{"or", {queue, purpose}}};
    q.conversation_filters = {{"and", {ended}}};
    return q;
}

// As Boost.JSON's documentation has it: one conversion for each type.
void tag_invoke(boost::json::value_from_tag, boost::json::value& v, predicate const& p)
{
    auto& o = v.emplace_object();
    o.emplace("type", p.type);
    o.emplace("dimension", p.dimension);
    if (p.metric) o.emplace("metric", *p.metric);
    o.emplace("op", p.op);
    if (p.value) o.emplace("value", *p.value);
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& v, filter const& f)
{
    v = {{"type", f.type}, {"predicates", boost::json::value_from(f.predicates)}};
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& v, paging const& p)
{
    v = {{"pageSize", p.page_size}, {"pageNumber", p.page_number}};
}
void tag_invoke(boost::json::value_from_tag, boost::json::value& v, details_query const& q)
{
    auto& o = v.emplace_object();
    o.emplace("interval", q.interval);
    o.emplace("order", q.order);
    o.emplace("orderBy", q.order_by);
    o.emplace("pagingOf", boost::json::value_from(q.paging_of));
    o.emplace("segmentFilters", boost::json::value_from(q.segment_filters));
    o.emplace("conversationFilters", boost::json::value_from(q.conversation_filters));
    if (q.alternate_time_dimension) o.emplace("alternateTimeDimension", *q.alternate_time_dimension);
}

void encode_with_cogrant(details_query const& q, std::string& out)
{
    out.clear();
    cogrant::json::encode(q, out);
}
void encode_with_boost(details_query const& q, std::string& out)
{
    out = boost::json::serialize(boost::json::value_from(q));
}

void enter_encoder(char const* name, void (*encode)(details_query const&, std::string&))
{
    benchmark::RegisterBenchmark(name, [encode](benchmark::State& state) {
        auto const q = query();
        std::string out;
        encode(q, out);
        std::size_t const before = allocations;
        for (auto _ : state) {
            encode(q, out);
            benchmark::DoNotOptimize(out.data());
        }
        state.SetBytesProcessed(static_cast<std::int64_t>(out.size()) * state.iterations());
        state.counters["allocations"] =
            static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
    });
}

bool same_query()
{
    std::string ours;
    std::string theirs;
    encode_with_cogrant(query(), ours);
    encode_with_boost(query(), theirs);
    if (ours == theirs) return true;
    std::fprintf(stderr, "json_decode: the queries differ:\n%s\n%s\n", ours.c_str(), theirs.c_str());
    return false;
}

} // namespace

int main(int argc, char** argv)
{
    bool const good = same_values<with_boost>("Boost.JSON") && same_values<with_nlohmann>("nlohmann/json") &&
                      same_values<with_simdjson>("simdjson") && same_values<with_simdjson, page_of_views>("simdjson") &&
                      same_values<with_simdjson, sparse_page>("simdjson") && same_query();
    if (!good) return 1;
    enter<with_cogrant>("materialised/cogrant", "target: 1.3 times the best of the others");
    enter<with_simdjson>("materialised/simdjson_ondemand");
    enter<with_boost>("materialised/boost_json_dom");
    enter<with_nlohmann>("materialised/nlohmann_dom");
    benchmark::RegisterBenchmark("pages/cogrant", decode_pages<with_cogrant>)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("pages/simdjson_ondemand", decode_pages<with_simdjson>)->Unit(benchmark::kMillisecond);
    enter<with_cogrant, page_of_views>("borrowed/cogrant", "target: 1.6 times simdjson");
    enter<with_simdjson, page_of_views>("borrowed/simdjson_ondemand");
    enter<with_cogrant, sparse_page>("sparse/cogrant", "target: as fast as simdjson");
    enter<with_simdjson, sparse_page>("sparse/simdjson_ondemand");
    enter_encoder("encode/cogrant", encode_with_cogrant); // target: 5 times the other, no allocation
    enter_encoder("encode/boost_json", encode_with_boost);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
