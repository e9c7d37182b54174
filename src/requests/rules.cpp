#include "requests/rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace arkki::requests {
namespace {

using enum State;
using Rule = std::pair<State, State>;

constexpr std::array<Rule, 39> rules{{{received, identify}, {received, work},      {identify, work},
                                      {identify, clarify},  {clarify, identify},   {clarify, work},
                                      {work, clarify},      {work, review},        {review, work},
                                      {review, sign},       {sign, review},        {sign, granted},
                                      {sign, partly},       {sign, refused},       {sign, no_data},
                                      {identify, sign},     {clarify, sign},       {received, withdrawn},
                                      {identify, withdrawn}, {work, withdrawn},    {clarify, withdrawn},
                                      {review, withdrawn},  {withdrawn, closed},   {granted, follow_up},
                                      {partly, follow_up},  {refused, follow_up},  {follow_up, closed},
                                      {granted, closed},    {partly, closed},      {refused, closed},
                                      {no_data, closed},    {granted, appealed},   {partly, appealed},
                                      {refused, appealed},  {no_data, appealed},   {follow_up, appealed},
                                      {closed, appealed},   {appealed, review},    {appealed, closed}}};

/// A ban is granted or withdrawn: there is nothing to weigh, and nobody must prove first who he is (art. 21(3)).
constexpr std::array<Rule, 24> ban_rules{{{received, identify},  {received, work},      {identify, work},
                                          {received, granted},   {identify, granted},   {work, granted},
                                          {work, review},        {review, work},        {review, sign},
                                          {sign, review},        {sign, granted},       {received, withdrawn},
                                          {identify, withdrawn}, {work, withdrawn},     {review, withdrawn},
                                          {withdrawn, closed},   {granted, follow_up},  {granted, closed},
                                          {follow_up, closed},   {granted, appealed},   {follow_up, appealed},
                                          {closed, appealed},    {appealed, review},    {appealed, closed}}};

}  // namespace

bool may_move(Kind kind, State from, State to) noexcept {
    const auto in = [&](const auto& table) { return std::find(table.begin(), table.end(), Rule{from, to}) != table.end(); };
    return kind == Kind::ban ? in(ban_rules) : in(rules);
}

}  // namespace arkki::requests
