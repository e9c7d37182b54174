#include "wording.hpp"

#include <Poco/JSON/Parser.h>

#include <fstream>
#include <stdexcept>

namespace arkki::forms {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object::Ptr read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return Poco::JSON::Parser{}.parse(in).extract<Object::Ptr>();
}

std::map<std::string, std::string> texts_of(const Object& object) {
    std::map<std::string, std::string> texts;
    for (const auto& [key, value] : object) texts[key] = value.convert<std::string>();
    return texts;
}

template <class Value>
std::vector<Value> values_of(const Array& array) {
    std::vector<Value> values;
    for (const auto& value : array) values.push_back(value.convert<Value>());
    return values;
}

/// Of two customers with one name, the first.
std::map<std::string, std::string> customer(const Array& customers, const std::string& name) {
    for (std::size_t i = 0; i < customers.size(); ++i) {
        const auto candidate = customers.getObject(static_cast<unsigned>(i));
        if (candidate->getValue<std::string>("name") == name) return texts_of(*candidate);
    }
    throw std::out_of_range{"somebody in forms.json is no customer in demo.json"};
}

Order order_from(const Object& object) {
    return {object.getValue<std::string>("type"),   object.getValue<std::string>("language"),
            object.getValue<std::string>("fill"),   object.getValue<int>("level"),
            object.getValue<std::string>("format"), object.getValue<int>("pages"),
            object.getValue<std::size_t>("person")};
}

}  // namespace

Wording::Wording(const std::filesystem::path& forms, const std::filesystem::path& demo) {
    const auto all = read(forms);
    const auto customers = read(demo)->getArray("customers");
    sender_ = texts_of(*all->getObject("sender"));
    prices_ = values_of<int>(*all->getArray("prices"));
    for (const std::string language : {"fi", "sv", "en"}) {
        texts_[language] = texts_of(*all->getObject("texts")->getObject(language));
        const auto lists = all->getObject("lists")->getObject(language);
        for (const auto& name : lists->getNames())
            lists_[language][name] = values_of<std::string>(*lists->getArray(name));
        const auto people = all->getObject("people")->getArray(language);
        for (unsigned i = 0; i < people->size(); ++i) {
            const auto person = people->getObject(i);
            people_[language].push_back({customer(*customers, person->getValue<std::string>("name")),
                                         person->getValue<std::string>("corrects"), person->getValue<std::string>("to"),
                                         person->getValue<std::size_t>("reason")});
        }
    }
    const auto samples = all->getArray("samples");
    for (unsigned i = 0; i < samples->size(); ++i) samples_.push_back(order_from(*samples->getObject(i)));
}

const std::string& Wording::text(const std::string& language, const std::string& key) const {
    return texts_.at(language).at(key);
}

const std::vector<std::string>& Wording::list(const std::string& language, const std::string& key) const {
    return lists_.at(language).at(key);
}

const Person& Wording::person(const std::string& language, std::size_t number) const {
    const auto& people = people_.at(language);
    return people[number % people.size()];
}

}  // namespace arkki::forms
