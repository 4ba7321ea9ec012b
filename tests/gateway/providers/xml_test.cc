#include "gateway/providers/xml.h"

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

std::string Find(const XmlFields& fields, std::string_view path) {
  for (const auto& [name, value] : fields)
    if (name == path) return value;
  return "(none)";
}

std::string ErrorOf(std::string_view body) {
  const auto fields = ReadXml(body);
  return fields ? "(none)" : fields.error().message;
}

TEST(Xml, NamesElementsAndAttributesByTheirPaths) {
  const auto fields = ReadXml("<a x='1'><b y=\"2\">three</b><b>four</b></a>");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(Find(*fields, "a/@x"), "1");
  EXPECT_EQ(Find(*fields, "a/b/@y"), "2");
  EXPECT_EQ(Find(*fields, "a/b"), "three");
  EXPECT_EQ(fields->back().second, "four");
}

TEST(Xml, ReadsReferencesAndSections) {
  const auto fields = ReadXml("<a>&lt;&amp;&#x41;<![CDATA[<b>]]><!-- no --></a>");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(Find(*fields, "a"), "<&A<b>");
}

TEST(Xml, LeavesPrefixesOut) {
  const auto fields = ReadXml("<s:a xmlns:s='urn:x'><s:b>1</s:b></s:a>");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(Find(*fields, "a/b"), "1");
}

TEST(Xml, RefusesWhatCouldGrow) {
  EXPECT_EQ(ErrorOf("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "body: holds a DOCTYPE");
  std::string deep;
  for (int i = 0; i < 1000; ++i)
    deep += "<a>";
  std::string closed = deep;
  for (int i = 0; i < 1000; ++i)
    closed += "</a>";
  EXPECT_EQ(ErrorOf(closed), "body: XML too deep");
  EXPECT_EQ(ErrorOf("<a>" + std::string(kMaxXmlBytes, 'x') + "</a>"), "body: XML too large");
  std::string many = "<a>";
  for (size_t i = 0; i < kMaxXmlFields + 1; ++i)
    many += "<b/>";
  EXPECT_EQ(ErrorOf(many + "</a>"), "body: too many elements");
}

TEST(Xml, RefusesWhatIsNone) {
  for (const std::string_view body : {"", "hello", "<a>", "<a></b>", "<a x=1></a>", "<!-- a -->"})
    EXPECT_EQ(ErrorOf(body), "body: not XML") << body;
  EXPECT_EQ(ErrorOf(std::string_view("<a>\0</a>", 8)), "body: holds NUL");
}

TEST(Xml, ReadsOtherBytesAsLatin1) {
  const auto fields = ReadXml("<a>caf\xE9</a>");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(Find(*fields, "a"), "café");
}

TEST(Xml, GivesEachElementItsOwnFields) {
  const auto all = ReadXmlEach("<l><m id='1'><t>a</t></m><n/><m id='2'/></l>", "l/m");
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(Find(all->front(), "@id"), "1");
  EXPECT_EQ(Find(all->front(), "t"), "a");
  EXPECT_EQ(Find(all->back(), "@id"), "2");
}

TEST(Xml, FindsTheElementsOfAListThatIsCalledDifferently) {
  for (const char* document : {"<o><m id='1'/></o>", "<m id='1'/>", "<l><x><m id='1'/></x></l>"}) {
    const auto all = ReadXmlEach(document, "l/m");
    ASSERT_TRUE(all.has_value() && all->size() == 1) << document;
    EXPECT_EQ(Find(all->front(), "@id"), "1") << document;
  }
  const auto none = ReadXmlEach("<l> </l>", "l/m");
  EXPECT_TRUE(none.has_value() && none->empty());
  for (const char* document : {"<o/>", "<l>help</l>", "<l><n>help</n></l>"})
    EXPECT_FALSE(ReadXmlEach(document, "l/m").has_value()) << document;
}

TEST(Xml, LeavesOutPathsThatNobodyAsksFor) {
  const std::string name(kMaxXmlPathBytes + 1, 'n');
  const auto fields =
      ReadXml("<a " + name + "='1'><" + name + "><b>2</b></" + name + "><t>w</t></a>");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(fields->size(), 2U);
  EXPECT_EQ(Find(*fields, "a/t"), "w");
}

TEST(Xml, EscapesWhatItWrites) {
  EXPECT_EQ(XmlText("<a b=\"c\" d='e'>&\x01\n"), "&lt;a b=&quot;c&quot; d='e'&gt;&amp;\n");
  const auto fields = ReadXml("<a b=\"" + XmlText("<'\"&>") + "\">" + XmlText("<'\"&>") + "</a>");
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(Find(*fields, "a/@b"), "<'\"&>");
  EXPECT_EQ(Find(*fields, "a"), "<'\"&>");
}

}  // namespace
}  // namespace tipline::gateway
