<?xml version="1.0" encoding="UTF-8"?>
<!--
  The page that assay prints: its words and its order. All figures, dates and sorting come ready
  from the report model (src/report/model.c); nothing is computed here but what is shown where.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="html" encoding="UTF-8" indent="no"/>
<xsl:strip-space elements="*"/>

<xsl:template match="/report">
<html lang="en">
<head>
  <meta name="viewport" content="width=device-width, initial-scale=1"/>
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
  <meta name="generator" content="assay {@version}"/>
  <meta name="color-scheme" content="light dark"/>
  <title><xsl:call-template name="subject-name"/> · <xsl:value-of select="verdict/@word"/> · <xsl:value-of select="@date"/></title>
  <style><xsl:value-of select="style"/></style>
</head>
<body>
  <xsl:call-template name="patterns"/>
  <header class="mast">
    <div>
      <p class="kicker">Data and model compliance audit</p>
      <h1><xsl:call-template name="subject-name"/></h1>
      <p class="sub"><xsl:call-template name="subject-line"/></p>
    </div>
    <div class="stamp c-{substring-before(concat(verdict/@class, ' '), ' ')}"><xsl:value-of select="verdict/@word"/></div>
  </header>
  <nav aria-label="Contents"><ul>
    <li><a href="#ASY-1">Page one</a></li>
    <xsl:if test="controls/*"><li><a href="#ASY-controls">Control matrix</a></li></xsl:if>
    <li><a href="#ASY-rules">Rules by severity</a></li>
    <xsl:if test="unjudged"><li><a href="#ASY-seen">Also seen</a></li></xsl:if>
    <li><a href="#ASY-evidence">Evidence</a></li>
    <xsl:if test="gaps/gap"><li><a href="#ASY-gaps">Gaps</a></li></xsl:if>
    <li><a href="#ASY-method">Method</a></li>
    <li><a href="#ASY-glossary">Glossary</a></li>
  </ul></nav>
  <main>
    <xsl:call-template name="subject"/>
    <xsl:call-template name="verdict"/>
    <xsl:call-template name="blocking"/>
    <div class="cards">
      <xsl:call-template name="waivers"/>
      <xsl:call-template name="since"/>
      <xsl:call-template name="packs"/>
      <xsl:call-template name="ledger"/>
    </div>
    <xsl:call-template name="limits"/>
    <xsl:call-template name="controls"/>
    <xsl:call-template name="rules"/>
    <xsl:call-template name="unjudged"/>
    <xsl:call-template name="evidence"/>
    <xsl:call-template name="gaps"/>
    <xsl:call-template name="method"/>
    <xsl:call-template name="glossary"/>
  </main>
  <footer>Made by assay <xsl:value-of select="@version"/> on <xsl:value-of select="@time"/> from one assessment.
    This file asks nothing of the network and holds no script.</footer>
</body>
</html>
</xsl:template>

<xsl:template name="subject-name">
  <xsl:choose>
    <xsl:when test="subject/@name and subject/@name != '.'"><xsl:value-of select="subject/@name"/></xsl:when>
    <xsl:when test="subject/@type = 'git'">The examined repository</xsl:when>
    <xsl:otherwise>The examined <xsl:value-of select="subject/@type"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="subject-line">
  <xsl:choose>
    <xsl:when test="subject/@type = 'git'">git repository</xsl:when>
    <xsl:when test="subject/@type = 'bundle'">artifact bundle</xsl:when>
    <xsl:otherwise><xsl:value-of select="subject/@type"/></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="subject/@view"> · view: <xsl:value-of select="subject/@view"/></xsl:if>
  <xsl:text> · assessed on </xsl:text><xsl:value-of select="@date"/>
</xsl:template>

<!-- Patterns lie over the colours, so that a bar reads without them. -->
<xsl:template name="patterns">
  <svg class="patterns" aria-hidden="true" focusable="false"><defs>
    <pattern id="g-attested" width="7" height="7" patternUnits="userSpaceOnUse"><path class="grain" d="M-1,8 L8,-1"/></pattern>
    <pattern id="g-waived" width="6" height="6" patternUnits="userSpaceOnUse"><circle class="dot" cx="3" cy="3" r="1.1"/></pattern>
    <pattern id="g-open" width="7" height="7" patternUnits="userSpaceOnUse"><path class="grain" d="M-1,-1 L8,8"/></pattern>
    <pattern id="g-unknown" width="8" height="8" patternUnits="userSpaceOnUse"><path class="grain" d="M0,0 L8,8 M8,0 L0,8"/></pattern>
    <pattern id="g-fail" width="6" height="6" patternUnits="userSpaceOnUse"><path class="grain" d="M3,0 L3,6"/></pattern>
    <pattern id="g-not-applicable" width="5" height="5" patternUnits="userSpaceOnUse"><path class="grain" d="M0,2.5 L5,2.5"/></pattern>
  </defs></svg>
</xsl:template>

<!-- 1 -->
<xsl:template name="subject">
  <section id="ASY-1" aria-labelledby="h-1">
    <h2 id="h-1"><span class="number">1</span>Subject</h2>
    <ul class="figures">
      <xsl:for-each select="seen/figure"><li><b><xsl:value-of select="@value"/></b><span><xsl:value-of select="@label"/></span></li></xsl:for-each>
    </ul>
    <dl class="ids">
      <xsl:for-each select="subject/fact"><dt><xsl:value-of select="@label"/></dt><dd><code><xsl:value-of select="@value"/></code></dd></xsl:for-each>
    </dl>
    <xsl:choose>
      <xsl:when test="unseen/@total or unseen/@ignored">
        <div class="note">
          <p><b>Not looked at</b></p>
          <ul>
            <xsl:for-each select="unseen/kind">
              <li><b><xsl:value-of select="@count"/></b> × <xsl:value-of select="@title"/>
                <span class="soft"> (<code><xsl:value-of select="@id"/></code><xsl:if test="@allowed">, accepted</xsl:if>)</span></li>
            </xsl:for-each>
            <xsl:if test="unseen/@rest"><li><b><xsl:value-of select="unseen/@rest"/></b> × of other kinds</li></xsl:if>
            <xsl:if test="unseen/@ignored"><li><b><xsl:value-of select="unseen/@ignored"/></b> × paths that the project asks to ignore <span class="soft">(a folder that git ignores counts once)</span></li></xsl:if>
          </ul>
          <xsl:if test="gaps/gap"><p class="small"><a href="#ASY-gaps">Each of them, with its reason</a></p></xsl:if>
        </div>
      </xsl:when>
      <xsl:when test="unseen/@scope"><div class="note none"><p>All that was asked for was examined: nothing of it was left out.</p></div></xsl:when>
      <xsl:otherwise><div class="note none"><p>Nothing was left out: all that the target holds was examined.</p></div></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="unseen/@scope"><div class="note none"><p><b>Not asked for</b></p><p><xsl:value-of select="unseen/@scope"/></p></div></xsl:if>
  </section>
</xsl:template>

<!-- 2 -->
<xsl:template name="verdict">
  <section id="ASY-2" aria-labelledby="h-2">
    <h2 id="h-2"><span class="number">2</span>Verdict</h2>
    <p class="sentence"><b class="c-{substring-before(concat(verdict/@class, ' '), ' ')}"><xsl:value-of select="verdict/@word"/></b><xsl:text>. </xsl:text><xsl:value-of select="verdict/@sentence"/></p>
    <p class="soft"><xsl:value-of select="verdict/@counts"/></p>
    <xsl:if test="unjudged"><p class="small"><a href="#ASY-seen">Also seen</a>: <xsl:value-of select="unjudged/@sentence"/>.</p></xsl:if>
    <xsl:if test="frameworks/framework">
      <div class="bars">
        <xsl:for-each select="frameworks/framework">
          <div class="label"><a href="#{@anchor}"><xsl:value-of select="@name"/></a></div>
          <xsl:call-template name="bar"/>
          <div class="legend"><xsl:call-template name="legend"/></div>
        </xsl:for-each>
      </div>
    </xsl:if>
    <xsl:if test="frameworks/@touched">
      <p class="small soft"><a href="#ASY-touched">Not judged</a>: rules of this policy also touch controls of <xsl:value-of select="frameworks/@touched"/>. No pack of the policy lists them, so nothing is said of whether they are met.</p>
    </xsl:if>
  </section>
</xsl:template>

<xsl:template name="legend">
  <xsl:value-of select="@total"/><xsl:text> control</xsl:text><xsl:if test="@total != '1'">s</xsl:if><xsl:text>: </xsl:text>
  <xsl:for-each select="part">
    <xsl:if test="position() &gt; 1"> · </xsl:if>
    <span class="v-{@verdict}"><b><xsl:value-of select="@count"/></b><xsl:text> </xsl:text><xsl:value-of select="@label"/></span>
  </xsl:for-each>
</xsl:template>

<xsl:template name="bar">
  <svg class="bar" role="img" aria-labelledby="{@anchor}-t" height="18" width="100%">
    <title id="{@anchor}-t"><xsl:value-of select="@name"/><xsl:for-each select="part"><xsl:text>, </xsl:text><xsl:value-of select="@count"/><xsl:text> </xsl:text><xsl:value-of select="@label"/></xsl:for-each></title>
    <xsl:for-each select="part">
      <rect class="f-{@verdict}" x="{@x}" y="0" width="{@width}" height="18"/>
      <xsl:if test="@verdict != 'pass'"><rect fill="url(#g-{@verdict})" x="{@x}" y="0" width="{@width}" height="18"/></xsl:if>
      <xsl:if test="number(substring-before(@width, '%')) &gt;= 5">
        <svg x="{@middle}" y="0" overflow="visible" aria-hidden="true"><rect class="f-{@verdict}" x="-13" y="2" width="26" height="14" rx="2"/><text class="t-{@verdict}" x="0" y="13"><xsl:value-of select="@count"/></text></svg>
      </xsl:if>
    </xsl:for-each>
  </svg>
</xsl:template>

<!-- 3 -->
<xsl:template name="blocking">
  <section id="ASY-3" aria-labelledby="h-3">
    <h2 id="h-3"><span class="number">3</span>Blocking findings</h2>
    <xsl:choose>
      <xsl:when test="blocking/finding">
        <table class="stack">
          <thead><tr><th scope="col">Severity</th><th scope="col">Finding and subject</th><th scope="col">Control</th><th scope="col">What to do</th><th scope="col">Owner</th></tr></thead>
          <tbody>
            <xsl:for-each select="blocking/finding">
              <tr>
                <td><span class="s s-{@severity}"><xsl:value-of select="@severity"/></span></td>
                <td><p><a href="#{@anchor}"><code><xsl:value-of select="@headline"/></code></a><xsl:text> </xsl:text><xsl:value-of select="@message"/></p>
                  <p class="small soft"><xsl:call-template name="where"/></p></td>
                <td data-label="Control" class="small"><xsl:call-template name="or-dash"><xsl:with-param name="text" select="@control"/></xsl:call-template></td>
                <td data-label="What to do" class="lines small"><xsl:value-of select="@remedy"/></td>
                <td data-label="Owner" class="small"><xsl:choose><xsl:when test="@owner"><xsl:value-of select="@owner"/></xsl:when><xsl:otherwise><span class="soft nowrap">not stated</span></xsl:otherwise></xsl:choose></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
        <xsl:if test="blocking/@rest"><p class="rest">and <xsl:value-of select="blocking/@rest"/> more, no more severe than these: see <a href="#ASY-rules">the rules</a>.</p></xsl:if>
      </xsl:when>
      <xsl:otherwise><p>None.</p></xsl:otherwise>
    </xsl:choose>
  </section>
</xsl:template>

<xsl:template name="where">
  <span class="path"><xsl:if test="@hex"><xsl:attribute name="data-name-hex"><xsl:value-of select="@hex"/></xsl:attribute></xsl:if><xsl:value-of select="@path"/></span>
  <xsl:if test="@whole"> (as a whole)</xsl:if>
  <xsl:if test="@place">, <xsl:value-of select="@place"/></xsl:if>
</xsl:template>

<xsl:template name="or-dash">
  <xsl:param name="text"/>
  <xsl:choose><xsl:when test="$text"><xsl:value-of select="$text"/></xsl:when><xsl:otherwise><span class="soft">–</span></xsl:otherwise></xsl:choose>
</xsl:template>

<!-- 4 -->
<xsl:template name="waivers">
  <section id="ASY-4" aria-labelledby="h-4">
    <h2 id="h-4"><span class="number">4</span>Waivers</h2>
    <xsl:choose>
      <xsl:when test="waivers/waiver">
        <dl>
          <dt>in force</dt><dd><xsl:value-of select="waivers/@in-force"/><xsl:if test="waivers/@first-end"><span class="soft">, the first ends on <xsl:value-of select="waivers/@first-end"/></span></xsl:if></dd>
          <dt>end within 14 days</dt><dd><xsl:value-of select="waivers/@soon"/></dd>
          <dt>expired</dt><dd><xsl:value-of select="waivers/@expired"/></dd>
          <xsl:if test="waivers/@too-long != '0'"><dt>longer than allowed</dt><dd><xsl:value-of select="waivers/@too-long"/></dd></xsl:if>
          <dt>unused</dt><dd><xsl:value-of select="waivers/@unused"/></dd>
        </dl>
        <p class="small"><a href="#ASY-waivers">Each of them, with who and why</a></p>
      </xsl:when>
      <xsl:otherwise><p>There are none: every verdict stands as it was measured.</p></xsl:otherwise>
    </xsl:choose>
  </section>
</xsl:template>

<!-- where an earlier report was given; it has no number, so that those behind it keep theirs -->
<xsl:template name="since">
  <xsl:if test="since">
    <section id="ASY-since" aria-labelledby="h-since">
      <h2 id="h-since">Since the last report</h2>
      <dl>
        <dt>new</dt><dd><xsl:value-of select="since/@new"/></dd>
        <dt>fixed</dt><dd><xsl:value-of select="since/@fixed"/></dd>
        <dt>unchanged</dt><dd><xsl:value-of select="since/@unchanged"/></dd></dl>
      <xsl:if test="since/added"><h3>New</h3><ul>
        <xsl:for-each select="since/added"><li><code><xsl:value-of select="@rule"/></code><xsl:text> </xsl:text><xsl:value-of select="@message"/><xsl:if test="@path"><xsl:text> </xsl:text><span class="path soft"><xsl:value-of select="@path"/></span></xsl:if></li></xsl:for-each>
        <xsl:if test="since/@added-rest"><li class="soft">and <xsl:value-of select="since/@added-rest"/> more</li></xsl:if></ul></xsl:if>
      <xsl:if test="since/gone"><h3>Fixed</h3><ul>
        <xsl:for-each select="since/gone"><li><code><xsl:value-of select="@rule"/></code><xsl:text> </xsl:text><xsl:value-of select="@message"/><xsl:if test="@path"><xsl:text> </xsl:text><span class="path soft"><xsl:value-of select="@path"/></span></xsl:if><xsl:if test="@count"> (<xsl:value-of select="@count"/> of them)</xsl:if></li></xsl:for-each>
        <xsl:if test="since/@gone-rest"><li class="soft">and <xsl:value-of select="since/@gone-rest"/> more</li></xsl:if></ul></xsl:if>
      <p class="small">Findings that failed, are unknown or waived, known again by their fingerprints. Compared with the assessment of <xsl:value-of select="since/@time"/><xsl:if test="since/@other-rules">, <b>which other rules made</b>: they alone may be why a finding is new or fixed</xsl:if>. What was judged then:<br/><span class="digest mono">root <xsl:value-of select="since/@root"/></span></p>
    </section>
  </xsl:if>
</xsl:template>

<!-- 5 -->
<xsl:template name="packs">
  <section id="ASY-5" aria-labelledby="h-5">
    <h2 id="h-5"><span class="number">5</span>Rules in force</h2>
    <xsl:for-each select="packs/pack">
      <p><b><xsl:value-of select="@name"/></b><xsl:text> </xsl:text><xsl:value-of select="@edition"/>
        <span class="soft"> · <xsl:value-of select="@title"/></span><br/>
        <span class="small soft"><xsl:if test="@from">in force from <xsl:value-of select="@from"/></xsl:if><xsl:if test="@until"> until <xsl:value-of select="@until"/></xsl:if><xsl:if test="@from"> · </xsl:if><code><xsl:value-of select="@path"/></code></span><br/>
        <span class="digest mono">sha256 <xsl:value-of select="@sha256"/></span></p>
      <xsl:for-each select="changed">
        <p class="small">changed: <code><xsl:value-of select="@name"/> = <xsl:value-of select="@value"/></code><span class="soft"> instead of <code><xsl:value-of select="@normal"/></code>, by <xsl:value-of select="@origin"/></span></p>
      </xsl:for-each>
    </xsl:for-each>
    <p class="small soft">All together:<br/><span class="digest mono">sha256 <xsl:value-of select="packs/@sha256"/></span></p>
  </section>
</xsl:template>

<!-- 6 -->
<xsl:template name="ledger">
  <section id="ASY-6" aria-labelledby="h-6">
    <h2 id="h-6"><span class="number">6</span>Ledger and proof</h2>
    <xsl:choose>
      <xsl:when test="ledger"><dl class="ids">
        <dt>ledger</dt><dd><xsl:value-of select="ledger/@origin"/>, <xsl:value-of select="ledger/@size"/> entries</dd>
        <dt>root</dt><dd><span class="digest mono"><xsl:value-of select="ledger/@root"/></span></dd>
        <dt>signer</dt><dd><span class="digest mono"><xsl:value-of select="ledger/@signer"/></span><br/>
          <xsl:choose><xsl:when test="ledger/@vouched = 'yes'">a key that who asked for this report trusts</xsl:when><xsl:otherwise>nobody vouches for that key: with a key of their own anybody can make a ledger that holds. <span class="small soft">Get it from its owner: <code>assay report --key</code>, <code>--vkey</code> or <code>--trust</code></span></xsl:otherwise></xsl:choose></dd>
        <dt>inventory</dt><dd><xsl:choose><xsl:when test="ledger/@entry">as it was judged here it is recorded in entry <xsl:value-of select="ledger/@entry"/></xsl:when><xsl:otherwise>as it was judged here it is not what the ledger’s newest entry of this project holds</xsl:otherwise></xsl:choose></dd>
        <dt>checked</dt><dd><xsl:choose><xsl:when test="ledger/@holds = 'yes'"><span class="v v-pass">structure and signatures hold</span></xsl:when><xsl:otherwise><span class="v v-fail">does not hold</span></xsl:otherwise></xsl:choose></dd></dl></xsl:when>
      <xsl:otherwise><p>No ledger was read: nothing here is bound to a signed record.</p></xsl:otherwise>
    </xsl:choose>
    <p class="small">The ledger is checked by <code>assay verify</code>. This file is made again, byte for byte, from the same target, rules and ledger by<br/>
      <code>SOURCE_DATE_EPOCH=<xsl:value-of select="@epoch"/> assay report --for auditor<xsl:value-of select="@flags"/> -o again.html</code></p>
  </section>
</xsl:template>

<!-- 7 -->
<xsl:template name="limits">
  <section id="ASY-7" aria-labelledby="h-7">
    <h2 id="h-7"><span class="number">7</span>What no tool can show</h2>
    <p>That a purpose is lawful, a list of hazards complete, a risk acceptable, a sample representative, a signer competent or a challenge effective. assay shows that somebody named said so, when, and over which bytes, and that those bytes have not changed since. The absence of findings is no proof of the absence of faults.</p>
  </section>
</xsl:template>

<!-- The control matrix -->
<xsl:template name="controls">
  <xsl:if test="controls/*">
    <section id="ASY-controls" class="annex" aria-labelledby="h-controls">
      <h2 id="h-controls">Control matrix</h2>
      <p class="soft">A control is judged where a pack of the policy lists it, with all its rules; it has the worst of their verdicts. Where a rule passed only because what was seen is not sure, the control is unknown until a person has signed for it. What only a person can say stands beside it, and whether somebody signed for it: as long as nobody has, the control is not met, whatever its rules show. The mark tells how far the citation was checked: v read in the instrument’s own words, r met in a detailed reading by others, s title or summary only, n from practice.</p>
      <xsl:for-each select="controls/framework">
        <h3 id="{@anchor}"><xsl:value-of select="@name"/></h3>
        <table class="matrix">
          <thead><tr><th scope="col">Control</th><th scope="col">Verdict</th><th scope="col">Evidence</th><xsl:if test="control/@demands"><th scope="col">Only a person can say</th></xsl:if><th scope="col">Edition</th><th scope="col">Mark</th></tr></thead>
          <tbody><xsl:for-each select="control">
            <tr id="{@anchor}">
              <th scope="row"><xsl:value-of select="@reference"/><xsl:if test="@demands"><p class="soft small"><xsl:value-of select="@demands"/></p></xsl:if></th>
              <td><xsl:call-template name="verdict-word"/></td>
              <td><xsl:for-each select="rule"><p><a href="#ASY-{@code}"><xsl:value-of select="@code"/></a><xsl:text> </xsl:text><span class="soft"><xsl:value-of select="@title"/></span></p></xsl:for-each><xsl:if test="not(rule)">none</xsl:if></td>
              <xsl:if test="../control/@demands"><td><xsl:value-of select="@person"/><xsl:if test="@nothing"><p>Nothing can be shown: <xsl:value-of select="@nothing"/></p></xsl:if><xsl:if test="@attested"><p>Signed for by the <xsl:value-of select="@role"/>, <xsl:value-of select="@time"/> (<xsl:value-of select="@attested"/>)</p></xsl:if><xsl:if test="@uncounted"><p><xsl:value-of select="@uncounted"/> does not count: <xsl:value-of select="@because"/></p></xsl:if><xsl:if test="@person and not(@attested or @uncounted)"><p class="soft">nobody has signed for it</p></xsl:if></td></xsl:if>
              <td class="soft"><xsl:value-of select="@edition"/></td>
              <td class="soft"><xsl:value-of select="@mark"/></td>
            </tr>
          </xsl:for-each></tbody>
        </table>
      </xsl:for-each>
      <xsl:if test="controls/touched">
        <h3 id="ASY-touched">Touched by rules, not judged</h3>
        <p class="soft">Rules of this policy cite these controls too. No pack of the policy lists them, so that nobody chose them and nothing says which rules they take: they have no verdict here.</p>
        <table class="matrix">
          <thead><tr><th scope="col">Control</th><th scope="col">Rules that touch it</th><th scope="col">Edition</th><th scope="col">Mark</th></tr></thead>
          <tbody><xsl:for-each select="controls/touched/control">
            <tr id="{@anchor}">
              <th scope="row"><xsl:value-of select="../@name"/><xsl:text> </xsl:text><xsl:value-of select="@reference"/></th>
              <td><xsl:for-each select="rule"><xsl:if test="position() &gt; 1">, </xsl:if><a href="#ASY-{@code}"><xsl:value-of select="@code"/></a></xsl:for-each></td>
              <td class="soft"><xsl:value-of select="@edition"/></td>
              <td class="soft"><xsl:value-of select="@mark"/></td>
            </tr>
          </xsl:for-each></tbody>
        </table>
      </xsl:if>
      <xsl:if test="controls/@rest"><p class="rest">and <xsl:value-of select="controls/@rest"/> more; all of them are in the assessment (assay report -f assessment).</p></xsl:if>
    </section>
  </xsl:if>
</xsl:template>

<xsl:template name="verdict-word">
  <span class="v v-{@verdict}"><xsl:choose>
    <xsl:when test="@verdict = 'pass'">met by evidence</xsl:when>
    <xsl:when test="@verdict = 'open'">rules met; person’s part open</xsl:when>
    <xsl:when test="@verdict = 'unsure'">unknown: <a href="#ASY-seen">seen, not surely</a></xsl:when>
    <xsl:when test="@verdict = 'fail'">failed</xsl:when>
    <xsl:when test="@verdict = 'not-applicable'">not applicable</xsl:when>
    <xsl:otherwise><xsl:value-of select="@verdict"/></xsl:otherwise>
  </xsl:choose></span>
</xsl:template>

<!-- Rules by severity -->
<xsl:template name="rules">
  <section id="ASY-rules" class="annex" aria-labelledby="h-rules">
    <h2 id="h-rules">Rules by severity</h2>
    <p class="soft">Every rule that was run, and what came of it. Behind a rule stand its reason, its question in the rule language, and its findings.</p>
    <xsl:for-each select="rules/severity">
      <h3><span class="s s-{@name}"><xsl:value-of select="@name"/></span></h3>
      <xsl:for-each select="rule"><xsl:call-template name="rule"/></xsl:for-each>
    </xsl:for-each>
  </section>
</xsl:template>

<xsl:template name="rule">
  <details id="{@anchor}">
    <xsl:if test="finding"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
    <summary>
      <span class="code"><xsl:value-of select="@code"/></span>
      <span class="title"><xsl:value-of select="@title"/></span>
      <span class="counts">
        <xsl:for-each select="count"><span class="v v-{@verdict}"><xsl:value-of select="@value"/><xsl:text> </xsl:text><xsl:value-of select="translate(@verdict, '-', ' ')"/></span></xsl:for-each><xsl:if test="@unsure"><span class="v v-unsure"><xsl:value-of select="@unsure"/> passed, not surely</span></xsl:if>
        <xsl:if test="not(count)"><span class="v v-not-applicable">no subject</span></xsl:if>
      </span>
    </summary>
    <div class="body">
      <p><xsl:value-of select="@rationale"/></p>
      <p class="lines"><b>To do: </b><xsl:value-of select="@remediation"/></p>
      <p class="small soft"><code><xsl:value-of select="@name"/></code> · pack <xsl:value-of select="@pack"/>
        <xsl:if test="control"> · serves <xsl:for-each select="control"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="@name"/></xsl:for-each></xsl:if></p>
      <xsl:if test="@check"><code class="expr"><xsl:if test="@applies">applies: <xsl:value-of select="@applies"/><br/></xsl:if>check: <xsl:value-of select="@check"/></code></xsl:if>
      <xsl:for-each select="finding"><xsl:call-template name="finding"/></xsl:for-each>
      <xsl:if test="@rest"><p class="rest">and <xsl:value-of select="@rest"/> more; all of them are in the assessment (assay report -f assessment).</p></xsl:if>
    </div>
  </details>
</xsl:template>

<xsl:template name="finding">
  <article id="{@anchor}">
    <p class="head"><xsl:call-template name="verdict-word"/><span><xsl:call-template name="where"/></span></p>
    <p><code><xsl:value-of select="@headline"/></code><xsl:text> </xsl:text><xsl:value-of select="@message"/><xsl:if test="@masked"><span class="soft"> (<xsl:value-of select="@masked"/>)</span></xsl:if></p>
    <xsl:if test="@unknown"><p class="small">would be settled by: <code><xsl:value-of select="@unknown"/></code></p></xsl:if>
    <xsl:if test="@problem"><p class="small">the rule could not be evaluated: <xsl:value-of select="@problem"/></p></xsl:if>
    <xsl:for-each select="waiver"><p class="small">waived until <xsl:value-of select="@until"/> by <xsl:value-of select="@who"/>: <xsl:value-of select="@reason"/></p></xsl:for-each>
    <xsl:if test="@remedy and @verdict != 'attested'"><p class="small lines"><b>To do: </b><xsl:value-of select="@remedy"/></p></xsl:if>
    <p class="small soft"><xsl:if test="@commit">commit <code><xsl:value-of select="@commit"/></code>, <xsl:value-of select="@author"/>, <xsl:value-of select="@commit-date"/><xsl:if test="@removed">, no longer in HEAD</xsl:if> · </xsl:if>fingerprint <code><xsl:value-of select="@fingerprint"/></code></p>
    <xsl:if test="@sha256"><p class="digest mono">sha256 <xsl:value-of select="@sha256"/></p></xsl:if>
  </article>
</xsl:template>

<!-- Evidence -->
<xsl:template name="evidence">
  <section id="ASY-evidence" class="annex" aria-labelledby="h-evidence">
    <h2 id="h-evidence">Evidence</h2>
    <xsl:if test="waivers/waiver"><xsl:call-template name="waiver-table"/></xsl:if>
    <xsl:call-template name="told"/>
    <h3>Data sets and models</h3>
    <xsl:choose>
      <xsl:when test="evidence/item">
        <table class="stack">
          <thead><tr><th scope="col">Subject</th><th scope="col">Kind</th><th scope="col">Format</th><th scope="col">Loading it is</th><th scope="col" class="num">Size</th></tr></thead>
          <tbody><xsl:for-each select="evidence/item">
            <tr>
              <td><p><xsl:call-template name="where"/></p><p class="digest mono">sha256 <xsl:value-of select="@sha256"/></p></td>
              <td data-label="Kind"><xsl:value-of select="@kind"/></td>
              <td data-label="Format"><xsl:call-template name="or-dash"><xsl:with-param name="text" select="@format"/></xsl:call-template></td>
              <td data-label="Loading it is"><xsl:choose>
                <xsl:when test="@load = 'dangerous'"><span class="v v-fail">dangerous</span></xsl:when>
                <xsl:when test="@load = 'suspicious'"><span class="v v-waived">suspicious</span></xsl:when>
                <xsl:when test="@load"><span class="v v-pass"><xsl:value-of select="@load"/></span></xsl:when>
                <xsl:otherwise><span class="soft">–</span></xsl:otherwise></xsl:choose></td>
              <td data-label="Size" class="num nowrap"><xsl:value-of select="@size"/></td>
            </tr>
          </xsl:for-each></tbody>
        </table>
        <p class="small soft"><xsl:value-of select="evidence/@total"/> in all<xsl:if test="evidence/@rest">, of which <xsl:value-of select="evidence/@rest"/> are not printed here</xsl:if>. The whole list is <code>assay list -f json</code>; its Merkle root is the inventory root on page one.</p>
      </xsl:when>
      <xsl:otherwise><p>Neither data sets nor models were found.</p></xsl:otherwise>
    </xsl:choose>
  </section>
</xsl:template>

<!-- What was seen, and has no finding -->
<xsl:template name="unjudged">
  <xsl:if test="unjudged">
    <section id="ASY-seen" class="annex" aria-labelledby="h-seen">
      <h2 id="h-seen">Also seen</h2>
      <p class="soft">Seen, and without a finding of its own: no rule of this policy asks for it, the rules let it pass there, or it is not sure enough for them. A rule that passed for the last reason alone meets no control. <code>assay explain CLASS</code> tells what makes a class sure.</p>
      <table class="stack">
        <thead><tr><th scope="col">Class</th><th scope="col" class="num">Count</th><th scope="col">Sure</th><th scope="col">Where</th></tr></thead>
        <tbody><xsl:for-each select="unjudged/sighting">
          <tr>
            <td><code><xsl:value-of select="@class"/></code></td>
            <td data-label="Count" class="num"><xsl:value-of select="@count"/></td>
            <td data-label="Sure"><xsl:value-of select="@confidence"/></td>
            <td data-label="Where"><xsl:call-template name="where"/><xsl:if test="@columns"><span class="soft">, column <xsl:value-of select="@columns"/></span></xsl:if></td>
          </tr>
        </xsl:for-each></tbody>
      </table>
      <xsl:if test="unjudged/@rest"><p class="rest">and <xsl:value-of select="unjudged/@rest"/> more, no surer than these; all of them are in the assessment (assay report -f assessment).</p></xsl:if>
    </section>
  </xsl:if>
</xsl:template>

<!-- What people signed -->
<xsl:template name="told">
  <xsl:if test="statements/statement">
    <h3 id="ASY-statements">Signed statements</h3>
    <p class="soft">What people signed about these bytes, by their digests. Names are sealed in the ledger: <code>assay ledger show ENTRY</code> opens them where they are kept.</p>
    <table class="stack">
      <thead><tr><th scope="col">About</th><th scope="col">Statement</th><th scope="col">Role and key</th><th scope="col">Time</th><th scope="col">Stands in</th><th scope="col">State</th></tr></thead>
      <tbody><xsl:for-each select="statements/statement">
        <tr>
          <td><xsl:call-template name="where"/><xsl:if test="@more"><span class="soft"> and <xsl:value-of select="@more"/> more</span></xsl:if></td>
          <td data-label="Statement"><xsl:value-of select="@kind"/><xsl:text> </xsl:text><b><xsl:value-of select="@meaning"/></b><xsl:if test="@controls"><span class="small soft">, for <xsl:value-of select="@controls"/></span></xsl:if></td>
          <td data-label="Role and key"><xsl:value-of select="@role"/><br/><span class="digest mono"><xsl:value-of select="@key"/></span></td>
          <td data-label="Time" class="nowrap"><xsl:value-of select="@time"/></td>
          <td data-label="Stands in"><xsl:value-of select="@stands"/></td>
          <td data-label="State"><xsl:value-of select="@state"/></td>
        </tr>
      </xsl:for-each></tbody>
    </table>
    <xsl:if test="statements/@rest"><p class="rest">and <xsl:value-of select="statements/@rest"/> more: assay ledger log.</p></xsl:if>
  </xsl:if>
</xsl:template>

<xsl:template name="waiver-table">
  <h3 id="ASY-waivers">Waivers</h3>
  <table class="stack">
    <thead><tr><th scope="col">Fingerprint</th><th scope="col">State</th><th scope="col">Last day</th><th scope="col">By</th><th scope="col">Reason</th><th scope="col" class="num">Excuses</th></tr></thead>
    <tbody><xsl:for-each select="waivers/waiver">
      <tr>
        <td><code><xsl:value-of select="@fingerprint"/></code><xsl:if test="@glob"><br/><code class="soft"><xsl:value-of select="@glob"/></code></xsl:if></td>
        <td data-label="State"><span class="v"><xsl:attribute name="class"><xsl:choose><xsl:when test="@state = 'expired' or @state = 'too long'">v v-fail</xsl:when><xsl:when test="@state = 'in force'">v v-attested</xsl:when><xsl:otherwise>v v-waived</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="@state"/></span></td>
        <td data-label="Last day" class="nowrap"><xsl:value-of select="@until"/><xsl:if test="@left"><span class="soft small"> (<xsl:value-of select="@left"/>)</span></xsl:if></td>
        <td data-label="By"><xsl:value-of select="@who"/></td>
        <td data-label="Reason"><xsl:value-of select="@reason"/></td>
        <td data-label="Excuses" class="num"><xsl:value-of select="@used"/></td>
      </tr>
    </xsl:for-each></tbody>
  </table>
  <xsl:if test="waivers/@rest"><p class="rest">and <xsl:value-of select="waivers/@rest"/> more.</p></xsl:if>
</xsl:template>

<xsl:template name="gaps">
  <xsl:if test="gaps/gap">
    <section id="ASY-gaps" aria-labelledby="h-gaps">
      <h2 id="h-gaps">Gaps</h2>
      <p class="soft">What was not examined, or only in part. <code>assay explain ID</code> tells what each id means.</p>
      <table class="stack">
        <thead><tr><th scope="col">Id</th><th scope="col">Where</th><th scope="col">Why</th></tr></thead>
        <tbody><xsl:for-each select="gaps/gap">
          <tr>
            <td><code><xsl:value-of select="@id"/></code><xsl:if test="@allowed"><br/><span class="small soft">accepted</span></xsl:if></td>
            <td data-label="Where"><xsl:choose><xsl:when test="@path"><xsl:call-template name="where"/></xsl:when><xsl:otherwise>the target as a whole</xsl:otherwise></xsl:choose></td>
            <td data-label="Why"><xsl:value-of select="@why"/></td>
          </tr>
        </xsl:for-each></tbody>
      </table>
      <xsl:if test="gaps/@rest"><p class="rest">and <xsl:value-of select="gaps/@rest"/> more; all of them are in the inventory (assay list -f json).</p></xsl:if>
    </section>
  </xsl:if>
</xsl:template>

<xsl:template name="method">
  <section id="ASY-method" aria-labelledby="h-method">
    <h2 id="h-method">Method</h2>
    <p>Each byte that was examined was read: in this run, or in an earlier one that found it in the same blob of git, or in a file whose times and place on disk have not changed since (<code>--no-cache</code> reads all anew). From it came a SHA-256 digest, the format with its facts, and what patterns find: personal data, credentials, code that a model would import. Nothing was executed, fetched or unpacked to disk. Containers were opened in memory, one inside the other, up to stated limits.</p>
    <p>What could not be examined is a gap with an id; it is counted, judged and printed, and never reads as a pass. A rule is a question over the facts. An absent fact makes its answer unknown, and the report names the fact that would settle it. A waiver is applied after the verdict, by person, reason and date, and never hides the finding that it excuses.</p>
    <p>All files are listed in one canonical order, one line each, and hashed into a Merkle tree (RFC 6962); the root stands on page one. <xsl:choose><xsl:when test="ledger/@entry">Entry <xsl:value-of select="ledger/@entry"/> of the ledger holds that root, signed.</xsl:when><xsl:when test="ledger">No newest entry of the ledger holds that root.</xsl:when><xsl:otherwise>No ledger was read, so nothing signed holds that root.</xsl:otherwise></xsl:choose> Values of personal data and credentials are never kept: a report shows the kind, the place and the count.</p>
  </section>
</xsl:template>

<xsl:template name="glossary">
  <section id="ASY-glossary" aria-labelledby="h-glossary">
    <h2 id="h-glossary">Glossary</h2>
    <dl class="gloss">
      <dt>attested</dt><dd>a named person signed a statement over these bytes; the tool did not measure it</dd>
      <dt>control</dt><dd>a numbered demand of a law or standard; a rule serves one or many</dd>
      <dt>fact</dt><dd>something known about a file, measured on its bytes or declared by a person</dd>
      <dt>failed</dt><dd>the rule was asked and its answer is no</dd>
      <dt>fingerprint</dt><dd>names a finding by rule and content, so that it stays the same when files move</dd>
      <dt>gap</dt><dd>something that was not examined, or only in part</dd>
      <dt>inventory root</dt><dd>one digest over the names, sizes and digests of all files</dd>
      <dt>ledger</dt><dd>the signed, append-only record of inventories</dd>
      <dt>met by evidence</dt><dd>measured facts answer what was asked; of a control: all its rules, and no part of it is left to a person</dd>
      <dt>pack</dt><dd>rules with parameters for one regime, named by edition and digest</dd>
      <dt>unknown</dt><dd>a fact is missing, so there is no answer; never counted as met</dd>
      <dt>waived</dt><dd>failed, and excused by a named person until a date</dd>
    </dl>
  </section>
</xsl:template>

</xsl:stylesheet>
