// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_UNIT_GENESYS_CONTRACT_MODELS_HPP
#define COGRANT_TESTS_UNIT_GENESYS_CONTRACT_MODELS_HPP

#include "contract.hpp"
#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/types.hpp>
#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/names.hpp>
#include <cogrant/secret.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Compares our structs with the contract's tables of fields, in both directions.
namespace contract {

namespace genesys = cogrant::genesys;

/// The contract's word for a C++ type, and the values of an enumeration.
template <class T>
struct model {
    static std::string type() { return "model"; }
    static std::set<std::string> values() { return {}; }
};

#define COGRANT_PLAIN_TYPE(cpp, word)                                                                                  \
    template <>                                                                                                        \
    struct model<cpp> {                                                                                                \
        static std::string type() { return word; }                                                                     \
        static std::set<std::string> values() { return {}; }                                                           \
    }
COGRANT_PLAIN_TYPE(std::string, "string");
COGRANT_PLAIN_TYPE(cogrant::interval, "string");
COGRANT_PLAIN_TYPE(bool, "boolean");
COGRANT_PLAIN_TYPE(double, "number double");
COGRANT_PLAIN_TYPE(std::int32_t, "integer int32");
COGRANT_PLAIN_TYPE(std::int64_t, "integer int64");
COGRANT_PLAIN_TYPE(genesys::timestamp, "string date-time");
COGRANT_PLAIN_TYPE(cogrant::secret, "string");
#undef COGRANT_PLAIN_TYPE

template <class T>
struct model<std::map<std::string, T>> {
    static std::string type() { return "map string → " + model<T>::type(); }
    static std::set<std::string> values() { return {}; }
};

template <class E>
struct model<cogrant::open_enum<E>> {
    static std::string type() { return "string enum"; }
    static std::set<std::string> values()
    {
        std::set<std::string> out;
        for (unsigned i = 0; i != 128; ++i)
            if (auto const name = cogrant::reflect::enum_name(static_cast<E>(i)); !name.empty()) out.emplace(name);
        return out;
    }
};

template <class T>
struct model<std::optional<T>> : model<T> {};

template <class T>
struct model<std::vector<T>> {
    static std::string type() { return "array of " + model<T>::type(); }
    static std::set<std::string> values() { return model<T>::values(); }
};

inline std::set<std::string> documented_values(std::string const& notes)
{
    std::set<std::string> out;
    auto begin = notes.find("one of: ");
    if (begin == notes.npos) return out;
    begin += 8;
    std::string const separator = " · ";
    for (;;) {
        auto const end = notes.find(separator, begin);
        out.insert(notes.substr(begin, end - begin));
        if (end == notes.npos) return out;
        begin = end + separator.size();
    }
}

/// "array of AnalyticsSession" → "array of model"; plain types stay.
inline std::string documented_type(std::string type)
{
    if (type == "any JSON") return "model";
    std::string prefix;
    for (std::string const front : {"array of ", "map string → "})
        if (prefix.empty() && type.starts_with(front)) {
            prefix = front;
            type.erase(0, front.size());
        }
    bool const named = !type.empty() && type[0] >= 'A' && type[0] <= 'Z';
    return prefix + (named ? "model" : type);
}

/// Every field of the table is a member with its type and values, and no member is not in the table but `extra`. The
/// words of `as_text` are kept as text though the contract lists them.
template <class T>
void check(table const& fields, std::set<std::string> const& extra = {}, std::set<std::string> const& as_text = {})
{
    std::map<std::string, row> documented;
    for (auto const& field : fields) documented.emplace(field.name, field);
    std::set<std::string> ours;
    T value{};
    cogrant::reflect::for_each_field(value, [&]<class M>(std::string_view wire, M&) {
        std::string const name(wire);
        ours.insert(name);
        CAPTURE(name);
        auto const found = documented.find(name);
        if (found == documented.end()) {
            CHECK_MESSAGE(extra.contains(name), "not in the contract");
            return;
        }
        auto const type = documented_type(found->second.type);
        auto const values = documented_values(found->second.notes);
        // Long or one-valued lists are kept as text on purpose.
        bool const open =
            (type == "string enum" && model<M>::type() == "string" && (values.size() < 2 || as_text.contains(name))) ||
            (type == "array of string enum" && model<M>::type() == "array of string");
        // Numbers on the wire carry no width (contract §0): ours may be wider.
        bool const wider = type == "integer int32" && model<M>::type() == "integer int64";
        if (!open && !wider) CHECK_EQ(model<M>::type(), type);
        if (model<M>::type().ends_with("string enum")) CHECK_EQ(model<M>::values(), values);
    });
    for (auto const& [name, field] : documented) CHECK_MESSAGE(ours.contains(name), "missing: ", name);
}

struct row_model {}; // stands for the row type of a page

} // namespace contract

#endif // COGRANT_TESTS_UNIT_GENESYS_CONTRACT_MODELS_HPP
