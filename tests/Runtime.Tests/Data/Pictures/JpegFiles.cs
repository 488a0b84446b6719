namespace Dsl.Runtime.Tests.Data.Pictures;

/// <summary>Small JPEG files as libjpeg 6.2 wrote them, and what it makes of them again.</summary>
internal static class JpegFiles
{
    /// <summary>11 x 9 pixels, baseline, grey.</summary>
    public static byte[] Grey { get; } = Convert.FromBase64String(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAJAAsBAREA/8QA
        FAABAAAAAAAAAAAAAAAAAAAAB//EACAQAAEDAgcAAAAAAAAAAAAAAAADBCQGCDI0QUJScaH/2gAIAQEAAD8AHqSt5wRvBQa28x042nEYKR2Ci1y6fR//2Q==
        """);

    /// <summary>What libjpeg makes of <see cref="Grey"/>.</summary>
    public static byte[] GreyPixels { get; } = Convert.FromBase64String(
        """
        GBwhJiswNjo+Q0glKS80OD1DR0xSVzU5P0RITVNXW2FlQ0dNUldcYWVpb3NSVlxhZWpwdHl/hGFlam90eX6Ch42RcHR6f4OIjpKWm6B+goeMkZabn6Wqr4yQlpugpauvtLm+
        """);

    /// <summary>11 x 9 pixels, baseline, planes of colour of half the size.</summary>
    public static byte[] Color { get; } = Convert.FromBase64String(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4e
        FBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wAARCAAJAAsDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EACAQAAEDAgcA
        AAAAAAAAAAAAAAACAyMFBzIzQUJRcaH/xAAVAQEBAAAAAAAAAAAAAAAAAAABBP/EABkRAAIDAQAAAAAAAAAAAAAAAAAGBBQxQf/aAAwDAQACEQMRAD8AC0G3mGDwYMW8iTBpwOaDtGLG
        UnoWphl2NJUVqm1N4f/Z
        """);

    /// <summary>What libjpeg makes of <see cref="Color"/>.</summary>
    public static byte[] ColorPixels { get; } = Convert.FromBase64String(
        """
        AAe1CAi0HQeyMwapSgWgXQaTcAeIggl9lAh1qAlwuAhtAxm9ERq9JRm5OxiyUhenZRicdxqPihqGnBp8rxx3wRp2CDHBFTHAKjK7PjG0VS+oaS+dfDKTjDKJnzN/sjN6xTJ5CEm/E0q+
        KUq7PkmyVUeoaEibekuRjEqHn0t/skt6xEt4BWW8EWW7J2W4PWSvUWOlZmOYeGaOimWEnWZ9sGZ3wmZ1A366D4C6JX62O32tUX2iZH6Xd3+MioCBnH95r4B2v39zBJm6EJm5J5i2PJiv
        UZejZZeWeZmMipmCnZp7sJp1wZpzB66+E6+8Ka+6Pq6wU62kaK2aerCQjLCEn7B8sbB4xK92DMLDGcPCLsO/RMK3WsCrbcGggMOXksOLpsSEuMV/y8R8
        """);

    /// <summary>11 x 9 pixels, progressive.</summary>
    public static byte[] Progressive { get; } = Convert.FromBase64String(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkU
        DQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wgARCAAJAAsDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABgBAQADAQAA
        AAAAAAAAAAAAAAcEBQYI/9oADAMBAAIQAxAAAAEduqpQfLDCfzQpP1j/xAAZEAACAwEAAAAAAAAAAAAAAAAAAgQGIjL/2gAIAQEAAQUCiV4WvZiC8//EABwRAAICAgMAAAAAAAAAAAAA
        AAAFAQMhIjEyQf/aAAgBAwEBPwFO44yVONIyJ/CrpB//xAAcEQACAgIDAAAAAAAAAAAAAAAABQEDISIxMkH/2gAIAQIBAT8BZM+cljPacjL0s7Sf/8QAGBAAAgMAAAAAAAAAAAAAAAAA
        AAEQIjL/2gAIAQEABj8CyKsI/8QAGBAAAgMAAAAAAAAAAAAAAAAAABAxQeH/2gAIAQEAAT8hhGYKqf/aAAwDAQACAAMAAAAQvo//xAAXEQEAAwAAAAAAAAAAAAAAAAAAEIGh/9oACAED
        AQE/EEVSLE//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAECAQE/EABBf//EABgQAAIDAAAAAAAAAAAAAAAAAAAQgaHx/9oACAEBAAE/EMsgKNA//9k=
        """);

    /// <summary>What libjpeg makes of <see cref="Progressive"/>.</summary>
    public static byte[] ProgressivePixels { get; } = Convert.FromBase64String(
        """
        AgHJEQLBJwG2PACtTwGlZAGcewGSigKKnQF+tQB4xgBvAxbKExfBKRi2PhisUBemZBadexeTjBeKoBd/uBZ7yhdyAzLIEjPAKTS0PTOtTzOkZTKbfDKRizOJnjJ9tzF4xzFuAUvIEEu/
        J0y0PEyrT0ylZEucekuPiUyHnUt8tUp2xkpuAmPKE2PCKmS2PmStUGOnZGOde2SSimSJn2SAt2N6yWRyAn3KEn3BKH22PX2tUH2mZHyeenyRinyJnX2Atnx6yHtxAJjHEJi+J5m0PJmr
        TpilYpebeZiQipiHnZd9s5Z2xpZuA67IEq/AKa61Pa6sUa6kZa6be62Qiq6In69+t614yK9vAcfIEMjAJ8m0PMirT8ilZcice8iQi8mIn8l/tsd5yMhw
        """);
}
